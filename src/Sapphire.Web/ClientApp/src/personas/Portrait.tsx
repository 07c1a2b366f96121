import { useState } from 'react';
import { avatarUrl } from '../api/avatars';
import styles from './personas.module.css';

interface Props {
  /** The picture; null shows the first letter. */
  id: string | null;
  /** Whose it is: the letter comes from it. */
  name: string;
  /** Of the letter's ground: `#rrggbb`; null for the page's own. */
  color?: string | null;
  /** In pixels. */
  size?: number;
}

/** The picture of a person, the assistant or a persona; decoration, since the name stands beside it. */
export function Portrait({ id, name, color = null, size = 40 }: Props) {
  const [broken, setBroken] = useState<string | null>(null);
  const style = { width: size, height: size, fontSize: Math.round(size * 0.45) };
  if (id !== null && id !== broken) {
    return <img className={styles.portrait} style={style} src={avatarUrl(id)} alt="" onError={() => setBroken(id)} data-testid="portrait" data-avatar={id} />;
  }

  return (
    <span className={styles.portrait} style={{ ...style, ...(color === null ? {} : { background: color, color: inkOn(color) }) }} aria-hidden="true" data-testid="portrait">
      {[...name.trim()][0]?.toUpperCase() ?? '?'}
    </span>
  );
}

/** Black or white, whichever is read better on a colour. */
export function inkOn(color: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
