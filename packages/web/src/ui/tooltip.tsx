import {
  cloneElement,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useId,
  useState,
} from 'react';

export interface TooltipProps {
  readonly text: string;
  /** A button or a link: something that takes the focus, so that the keyboard reaches the text too. */
  readonly children: ReactElement<HTMLAttributes<HTMLElement>>;
}

const DELAY_MS = 400;
const GAP_PX = 6;
const EDGE_PX = 8;

/** A word about a control. It lies above everything, dialogs too, and Escape that closes it goes on to what is below. */
export function Tooltip({ text, children }: TooltipProps) {
  const id = useId();
  const [hovered, setHovered] = useState<HTMLElement>();
  const [anchor, setAnchor] = useState<HTMLElement>();
  useEffect(() => {
    if (!hovered) return;
    const timer = setTimeout(() => setAnchor(hovered), DELAY_MS);
    return () => clearTimeout(timer);
  }, [hovered]);
  const hide = () => {
    setHovered(undefined);
    setAnchor(undefined);
  };

  const own = children.props;
  return (
    <>
      {cloneElement(children, {
        'aria-describedby': anchor && own['aria-label'] !== text ? id : own['aria-describedby'],
        onPointerEnter: (event: PointerEvent<HTMLElement>) => {
          own.onPointerEnter?.(event);
          if (event.pointerType === 'mouse') setHovered(event.currentTarget);
        },
        onPointerLeave: (event: PointerEvent<HTMLElement>) => {
          own.onPointerLeave?.(event);
          hide();
        },
        onPointerDown: (event: PointerEvent<HTMLElement>) => {
          own.onPointerDown?.(event);
          hide();
        },
        onFocus: (event: FocusEvent<HTMLElement>) => {
          own.onFocus?.(event);
          if (event.currentTarget.matches(':focus-visible')) setHovered(event.currentTarget);
        },
        onBlur: (event: FocusEvent<HTMLElement>) => {
          own.onBlur?.(event);
          hide();
        },
      })}
      {anchor && <Bubble id={id} text={text} anchor={anchor} onHide={hide} />}
    </>
  );
}

interface BubbleProps {
  readonly id: string;
  readonly text: string;
  readonly anchor: HTMLElement;
  readonly onHide: () => void;
}

function Bubble({ id, text, anchor, onHide }: BubbleProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onHide();
    };
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('scroll', onHide, true);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('scroll', onHide, true);
    };
  });
  return (
    <span
      id={id}
      role="tooltip"
      popover="manual"
      ref={(bubble) => {
        if (bubble && !bubble.matches(':popover-open')) showBeside(bubble, anchor);
      }}
      className="pointer-events-none fixed m-0 max-w-72 animate-appear rounded-md border-0 bg-text px-2 py-1 text-xs font-normal whitespace-normal text-canvas"
    >
      {text}
    </span>
  );
}

/** Below its anchor, or above where there is no room; never beyond the edges. */
function showBeside(bubble: HTMLElement, anchor: HTMLElement): void {
  bubble.showPopover();
  const { left, top, bottom, width } = anchor.getBoundingClientRect();
  const { width: own, height } = bubble.getBoundingClientRect();
  const below = bottom + GAP_PX;
  const fits = below + height + EDGE_PX < window.innerHeight;
  const centred = left + width / 2 - own / 2;
  bubble.style.inset = 'auto';
  bubble.style.left = `${Math.max(EDGE_PX, Math.min(centred, window.innerWidth - own - EDGE_PX))}px`;
  bubble.style.top = `${fits ? below : top - GAP_PX - height}px`;
}
