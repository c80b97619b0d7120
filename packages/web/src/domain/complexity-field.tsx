import { Complexity } from '@tutti/protocol';
import { moneyText as text } from '../strings/money.ts';
import { SegmentedControl } from '../ui/segmented-control.tsx';

/** `auto`: nobody has said it. */
export type ComplexityChoice = Complexity | 'auto';

interface Props {
  readonly value: ComplexityChoice;
  readonly onChange: (value: ComplexityChoice) => void;
}

const OPTIONS: readonly { readonly value: ComplexityChoice; readonly label: string }[] = [
  { value: 'auto', label: text.complexityAuto },
  ...Complexity.options.map((value) => ({ value, label: text.complexity[value] })),
];

export function ComplexityField(props: Props) {
  return <SegmentedControl label={text.complexityLabel} showLabel options={OPTIONS} {...props} />;
}
