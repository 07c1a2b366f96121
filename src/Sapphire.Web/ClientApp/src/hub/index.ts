import { checkSession } from '../api/session';
import { Hub } from './hub';
import { createLink } from './link';

/** The page's one connection. */
export const hub = new Hub({ connect: createLink, authorized: checkSession });
