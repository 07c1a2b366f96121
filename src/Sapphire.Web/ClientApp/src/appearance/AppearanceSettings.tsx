import { Button, Radio, SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useStore } from '../shared/store';
import { showUndo } from '../state/undo';
import { appearance, changeAppearance, defaultAppearance, densities, type Density, type Font, fonts, textSizes, type TextSize } from './appearance';
import { palettes, type Palette } from './palettes';
import { surfacesOf } from './surfaces';
import styles from './appearance.module.css';

const schemes: { value: MantineColorScheme; label: string }[] = [{ value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }, { value: 'auto', label: 'As the system' }];
const densityNames: Record<Density, string> = { compact: 'Compact', normal: 'Normal', comfortable: 'Comfortable' };
const fontNames: Record<Font, string> = { system: 'System', rounded: 'Rounded', serif: 'Serif', mono: 'Monospace' };

/** How the page looks in this browser; every change is there at once. */
export function AppearanceSettings() {
  const look = useStore(appearance);
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  function reset() {
    const before = appearance.get();
    const scheme = colorScheme;
    changeAppearance(defaultAppearance);
    setColorScheme('auto');
    showUndo('The appearance is as it was in the beginning', () => {
      changeAppearance(before);
      setColorScheme(scheme);
    });
  }

  return (
    <div className={styles.settings} data-testid="appearance">
      <Choice name="Brightness">
        <SegmentedControl aria-label="Brightness" data={schemes} value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} data-testid="appearance-scheme" />
      </Choice>
      <Radio.Group label="Colours" value={look.palette} onChange={(palette) => changeAppearance({ palette })} classNames={{ label: styles.name ?? '' }}>
        <div className={styles.palettes}>
          {palettes.map((palette) => <PaletteCard key={palette.id} palette={palette} />)}
        </div>
      </Radio.Group>
      <Choice name="Distances">
        <SegmentedControl aria-label="Distances" data={densities.map((value) => ({ value, label: densityNames[value] }))} value={look.density} onChange={(value) => changeAppearance({ density: value as Density })} data-testid="appearance-density" />
      </Choice>
      <Choice name="Font">
        <SegmentedControl aria-label="Font" data={fonts.map((value) => ({ value, label: fontNames[value] }))} value={look.font} onChange={(value) => changeAppearance({ font: value as Font })} data-testid="appearance-font" />
      </Choice>
      <Choice name="Size of text">
        <SegmentedControl aria-label="Size of text" data={textSizes.map((value) => ({ value: String(value), label: `${value}%` }))} value={String(look.textSize)} onChange={(value) => changeAppearance({ textSize: Number(value) as TextSize })} data-testid="appearance-size" />
      </Choice>
      <div>
        <Button variant="default" size="xs" data-testid="appearance-reset" onClick={reset}>Reset all of it</Button>
      </div>
    </div>
  );
}

function Choice({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.choice}>
      <div className={styles.name} aria-hidden>{name}</div>
      {children}
    </div>
  );
}

function PaletteCard({ palette }: { palette: Palette }) {
  return (
    <Radio.Card value={palette.id} className={styles.palette ?? ''} aria-label={palette.name} data-testid="palette-card" data-palette={palette.id}>
      <span className={styles.swatch} aria-hidden>
        {(['light', 'dark'] as const).map((scheme) => {
          const s = surfacesOf(palette, scheme);
          return (
            <span key={scheme} className={styles.half} style={{ background: s.bg }}>
              <i style={{ background: s.bubble }} />
              <i style={{ background: s.accent }} />
              <i style={{ background: s.text }} />
            </span>
          );
        })}
      </span>
      <span className={styles.paletteName}>{palette.name}</span>
    </Radio.Card>
  );
}
