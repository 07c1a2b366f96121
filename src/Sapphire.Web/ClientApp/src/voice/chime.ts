/** How long the sound of a timer lasts, in seconds; speech waits for it. */
export const chimeSeconds = 0.65;

/** Rings. False when the browser does not allow it yet. */
export async function ringChime(): Promise<boolean> {
  try {
    await new Audio('/sounds/chime.wav').play();
    return true;
  } catch {
    return false;
  }
}
