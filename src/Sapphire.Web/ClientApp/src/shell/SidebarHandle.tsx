import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { appearance, changeAppearance, clampSidebar, defaultAppearance, narrowestSidebar, widestSidebar } from '../appearance/appearance';
import { useSelect } from '../shared/store';
import styles from './shell.module.css';

const step = 16;

/** The edge between the list of chats and the chat: drawn with the pointer, moved with the arrows, put back with a double click. */
export function SidebarHandle() {
  const width = useSelect(appearance, (look) => look.sidebarWidth);
  const from = useRef<{ x: number; width: number } | null>(null);

  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width: appearance.get().sidebarWidth };
  }

  function onPointerMove(event: PointerEvent) {
    const start = from.current;
    // What is stored changes once, at the end.
    if (start !== null) appearance.set((look) => ({ ...look, sidebarWidth: clampSidebar(start.width + event.clientX - start.x) }));
  }

  function onPointerUp() {
    if (from.current === null) return;
    from.current = null;
    changeAppearance({});
  }

  function onKeyDown(event: KeyboardEvent) {
    const to: Record<string, number> = { ArrowLeft: width - step, ArrowRight: width + step, Home: narrowestSidebar, End: widestSidebar };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    changeAppearance({ sidebarWidth: wanted });
  }

  return (
    <div
      className={styles.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the list of chats"
      aria-valuenow={width}
      aria-valuemin={narrowestSidebar}
      aria-valuemax={widestSidebar}
      tabIndex={0}
      data-testid="sidebar-handle"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onDoubleClick={() => changeAppearance({ sidebarWidth: defaultAppearance.sidebarWidth })}
    />
  );
}
