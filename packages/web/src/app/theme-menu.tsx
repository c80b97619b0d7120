import { Monitor, Moon, Sun } from 'lucide-react';
import { appText } from '../strings/app.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { type ThemeChoice, useTheme } from './use-theme.ts';

export const themeIcons = { light: Sun, dark: Moon, system: Monitor } as const;
export const themeChoices: readonly ThemeChoice[] = ['light', 'dark', 'system'];

export function ThemeMenu() {
  const [theme, choose] = useTheme();
  return (
    <Menu
      label={appText.theme}
      trigger={<IconButton label={appText.switchTheme(appText.themes[theme])} icon={themeIcons[theme]} />}
      items={themeChoices.map((choice) => ({
        id: choice,
        label: appText.themes[choice],
        icon: themeIcons[choice],
        onSelect: () => choose(choice),
      }))}
    />
  );
}
