import { describe } from '../api/http';
import { logOut } from '../api/session';
import { hub } from '../hub';
import { showToast } from '../state/toasts';

/** Logs out. */
export async function leave(): Promise<void> {
  // The server closes the connections of a login that ends; reconnecting would only be refused.
  hub.stop();
  try {
    await logOut();
  } catch (error) {
    hub.start();
    showToast({ kind: 'error', ...describe(error) });
  }
}
