/** What is loaded only when there is something to hear or to say. */
export { openMicrophone } from './microphone';
export { Player } from './player';
export { Talk } from './talk';
