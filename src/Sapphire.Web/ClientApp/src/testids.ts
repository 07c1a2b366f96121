/**
 * Stable hooks for browser tests. A test finds the page by these and by roles, never by class names.
 *
 * Session
 *   setup-password, setup-confirm, setup-submit   the inputs and the button of the first start
 *   login-password, login-submit                  the input and the button of the login
 *   session-error                                 what went wrong there
 *   logout                                        in the header's menu (open it with header-menu)
 * Shell
 *   connection-state   data-state = connecting | connected | reconnecting | offline; try-now is its button
 *   storage-problem    why nothing can be saved, while that lasts; data-reason = full | read-only | busy | damaged | failing
 *   model-badge        opens the Models dialog; data-builtin = true | false
 *   theme-toggle       cycles light, dark, auto; data-scheme = light | dark | auto
 *   sidebar-toggle     opens and closes the list of chats
 *   header-menu, help  the header's menu, and its entry for the keyboard shortcuts
 *   timer              a running timer, data-timer-id; timer-cancel is its button
 *   notification       a timer that fired, data-notification-id; notification-dismiss is its button
 *   toast              a short message; undo-delete and toast-close are its buttons
 * List of chats
 *   chat-list, new-chat
 *   chat-item          data-chat-id, aria-current="page" on the open one
 *   chat-menu          the menu of an item; rename-chat and delete-chat are its entries
 *   search-input       the search field (Ctrl Shift F); arrows choose, Enter opens, Escape clears; search-clear
 *   search-status      data-state = loading | found | none | error; search-error, search-again, search-more
 *   search-hit         data-chat-id, data-message-id (none for a title), aria-selected; what was found is in <mark>
 *   rename-input       the field while a chat is renamed (Enter keeps, Escape leaves)
 * Chat
 *   messages           the scrolling list
 *   message            data-role = user | assistant, data-message-id, data-turn-id, data-command-id,
 *                      data-status = completed | waiting | streaming | failed | cancelled | interrupted,
 *                      data-found = true while a search leads to it,
 *                      and for one that the server has not stored yet: sending | unsent | refused
 *   message-text       what the message says, without buttons and times
 *   message-error      why a reply failed
 *   retry, continue    of the last reply: answer again, go on from the part that is there
 *   ask-again          of a failed or interrupted reply that others follow: says the question again at the end
 *   cancel-waiting     of a reply that waits for the one before it
 *   resend, edit-unsent, discard   of an unsent message
 *   copy-message, copy-code
 *   tool-call          data-tool = its name; reasoning = what the model thought
 *   jump-to-latest     appears when the reader has scrolled up
 *   announcer          what a screen reader is told
 *   empty-chat, example-prompt, offer-models
 *   chat-title, chat-missing, chat-error, chat-deleted, restore-chat
 *   utterance          what is being said, until its message is there; data-phase = hearing | understanding | understood;
 *                      utterance-text is its words so far
 *   spoken-mark        on a message that was spoken; correct opens correct-input (Enter sends, Escape leaves), correct-send,
 *                      correct-cancel
 *   read-aloud         of a reply: reads it aloud, or stops that; data-reading = true | false
 *   stopped-here       of a reply whose speech was stopped; its message-text has data-heard = UTF-16 units heard; what is
 *                      spoken now is in <mark>
 *   voice-hint         in the empty chat
 * Composer
 *   composer           the text field; send, stop (also stops voice), composer-count
 * Voice, above and in the composer
 *   mic                the button to hold or to tap; data-talk = off | "hold|once opening|open", aria-pressed
 *   hands-free         the switch, aria-pressed
 *   voice-state        data-state = opening | listening | hearing | understanding | thinking | speaking,
 *                      data-mode = off | hold | once | handsFree; absent when voice does nothing
 *   voice-announcer    the same in words, for a screen reader
 *   mic-level          data-level = 0.00 to 1.00
 *   basic-voice        opens basic-voice-dialog with its example-group sections
 *   stop-speaking, voice-mute (aria-pressed), voice-volume   while it speaks
 *   voice-notice       what is in the way; data-kind = insecure | unsupported | denied | no-microphone | busy | unplugged |
 *                      no-connection | connection-lost | autoplay | hidden | nothing-heard | not-understood | engine |
 *                      failed | note; voice-notice-action is its way out, voice-notice-close
 *   speak-problem      why replies are not spoken
 *   hear-ring          in the toast of a timer whose sound the browser held back
 *   window.__sapphireTap   see PlaybackTap in voice/player.ts: set it to {} before the first speech
 * Speech dialog (speech-settings in the header's menu opens it)
 *   speech-dialog, speech-close, speech-error, speech-save, speech-saved
 *   speech-voice, speech-rate, speech-pitch, speech-volume, speech-when
 *   speech-test        data-state = idle | loading | playing; speech-test-error
 *   speech-recognizer; synthesizer and recognizer: data-engine, data-available
 *   speak-service, speak-url, speak-model, speak-voices, speak-key, speak-forget-key
 *   listen-service, listen-url, listen-model, listen-key, listen-forget-key, listen-test, listen-test-result
 * Rooms dialog (rooms in the header's menu opens it)
 *   rooms-dialog, rooms-close, rooms-error, rooms-empty
 *   room               data-room = its name, data-state, data-away; room-state, room-level (data-level = 0.00 to 1.00),
 *                      room-heard, room-warning, room-text, room-say, room-talk (aria-pressed), room-stop, room-error
 * Usage dialog (usage in the header's menu opens it)
 *   usage-dialog, usage-close, usage-span, usage-error, usage-empty, usage-table, usage-total
 *   usage-line         data-day, data-model
 * Cluster page (cluster in the header's menu, /cluster)
 *   cluster-page, cluster-error, cluster-totals, cluster-warnings, cluster-alone (one node without a broker)
 *   cluster-link       data-link = alone | connecting | connected | away
 *   cluster-node       data-node, data-standing = up | silent | draining | drained; node-drain, node-resume, node-down;
 *                      drain-progress has data-left
 *   shard              data-kind, data-owner (empty: nobody)
 *   queue              data-queue; queue-dead opens dead-letters with its dead-letter; requeue-all, purge-all
 *   session, session-find, session-place, session-error
 *   actor              data-path, data-state; actor-restart; actors-node, actors-search, actors-error
 *   confirm-drain, confirm-down, confirm-purge, confirm-restart, each with its …-yes
 * Models dialog
 *   models-dialog, models-close, models-error, scan, found-server, add-found, add-provider, answers-now
 *   provider           data-provider-id; provider-up, provider-down, provider-enabled, provider-edit, provider-remove,
 *                      provider-remove-confirm
 *   provider-form, provider-name, provider-url, provider-key, provider-model, provider-test, provider-save,
 *   provider-cancel, provider-test-result
 *   model-selection    which provider answers
 */
export {};
