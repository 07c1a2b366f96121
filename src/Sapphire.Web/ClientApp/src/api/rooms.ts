import { request } from './http';

const at = (room: string, what: string) => `/api/rooms/${encodeURIComponent(room)}/${what}`;

/** Says something in a room. */
export const sayInRoom = (room: string, text: string) => request<null>('POST', at(room, 'say'), { text });

/** Holds the button of a room, or lets it go. */
export const talkInRoom = (room: string, down: boolean) => request<null>('POST', at(room, 'talk'), { down });

/** Stops what is said in a room. */
export const stopRoom = (room: string) => request<null>('POST', at(room, 'stop'));
