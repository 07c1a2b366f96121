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
 *   header-menu, help  the header's menu, and its entry for the keyboard shortcuts; open-palette, open-appearance are others
 *   navigation         the pages; nav-chat, nav-prompts, nav-personas, nav-models, nav-dashboard, nav-cluster, nav-settings,
 *                      with aria-current="page" on the open one
 *   prompts-page, personas-page, models-page, dashboard-page, settings-page   the pages themselves
 *   side-panel         beside the chat; side-panel-toggle opens it, side-panel-close
 *   sidebar-handle     the edge of the list of chats, aria-valuenow = its width
 *   shortcuts          the sheet of keys; shortcut has data-shortcut
 *   privacy-switch     the shield in the header; aria-checked, data-on, data-held
 * Models page (and the Models dialog, which has its providers)
 *   models-more        in the dialog, leads to the page
 *   provider           data-provider-id, data-off; provider-health, provider-up, provider-down, provider-edit, provider-remove, provider-enabled
 *   provider-form      provider-kind, provider-url, provider-name, provider-key, provider-model, provider-more with
 *                      provider-fallback, provider-timeout, provider-key-variable; provider-test, provider-test-result, provider-save
 *   profile            data-key; add-profile, profile-edit, profile-remove; profile-form with profile-key, profile-temperature …,
 *                      profile-effort, profile-extra, profile-save, profile-cancel
 *   privacy-page-switch
 *   socks-form         socks-enabled, socks-host, socks-port, socks-user, socks-password, socks-save, socks-test, socks-result
 * Command palette (Ctrl K)
 *   palette, palette-input, palette-list, palette-section, palette-status
 *   palette-item       data-item = action/…, chat/…, message/<chat>/<message>, setting/<KEY>; aria-selected
 * Appearance
 *   appearance-dialog, appearance-close, appearance-scheme, appearance-density, appearance-font, appearance-size, appearance-reset
 *   palette-card       data-palette
 * Dashboard
 *   figure-cpu, figure-memory, figure-age
 *   health-verdict; health-line has data-name, data-state = good | bad | off | busy; view-rebuild
 *   part               data-path, data-state; part-restart, confirm-part with its …-yes
 *   usage-chart, usage-measure, usage-none; usage-model has data-model
 *   storage-kind       data-kind
 *   log-level, log-filter, log-pause, log-copy, log-lines, log-foot; log-line has data-level
 *   dashboard-<part>-error   why a part cannot be read
 *   timer              a running timer, data-timer-id; timer-cancel is its button
 *   notification       a timer that fired, data-notification-id; notification-dismiss is its button
 *   toast              a short message; undo-delete and toast-close are its buttons
 * List of chats
 *   chat-list, new-chat
 *   chat-item          data-chat-id, aria-current="page" on the open one
 *   chat-menu          the menu of an item: rename-chat, pin-chat, duplicate-chat, export-json, export-markdown, archive-chat,
 *                      delete-chat
 *   chat-group         data-group = Pinned | Today | …; archive with its archive-toggle (aria-expanded)
 *   list-menu          the menu of the list, with import-chats; import-file is the input of its files
 *   search-input       the search field (Ctrl Shift F); arrows choose, Enter opens, Escape clears; search-clear
 *   search-status      data-state = loading | found | none | error; search-error, search-again, search-more
 *   search-hit         data-chat-id, data-message-id (none for a title), aria-selected; what was found is in <mark>
 *   rename-input       the field while a chat is renamed (Enter keeps, Escape leaves)
 * Chat
 *   reply-avatar, own-avatar   the pictures beside messages, while AVATARS_IN_CHAT is on
 *   messages           the scrolling list
 *   message            data-role = user | assistant, data-message-id, data-turn-id, data-command-id,
 *                      data-status = completed | waiting | streaming | failed | cancelled | interrupted,
 *                      data-found = true while a search leads to it,
 *                      and for one that the server has not stored yet: sending | unsent | refused
 *   message-text       what the message says, without buttons and times
 *   message-error      why a reply failed
 *   retry, continue    of the last reply: answer again, go on from the part that is there
 *   siblings           the versions of a message, data-index, data-count; previous-sibling, next-sibling
 *   edit-message       opens edit-input (Enter keeps, Escape leaves), edit-keep, edit-cancel; edited on an edited reply
 *   regenerate, go-on  of a reply: another answer; go on (the last one); answer of a message without a reply
 *   message-menu       with delete-from-here, undo, redo; undo-toast and redo-toast are in the toasts of such changes;
 *                      undo is in an empty chat, too
 *   message-image      data-image-id
 *   ask-again          of a failed or interrupted reply that others follow: says the question again at the end
 *   cancel-waiting     of a reply that waits for the one before it
 *   resend, edit-unsent, discard   of an unsent message
 *   copy-message, copy-code
 *   message-meta       the figures of a reply; opens message-meta-details
 *   tool-call          data-tool = its name, with remove-tool-call when the reply has ended; reasoning = what the model thought
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
 * Settings of a chat (in the side panel)
 *   chat-settings      data-chat-id, data-saved = true when the server has all of it; chat-settings-new with make-chat in a chat that has not begun; chat-settings-error
 *   field-NAME         data-own = true | false, with chat-NAME (the input) and reset-NAME; NAME = persona, prompt, provider, model,
 *                      toolset, memory, voice, speed, pitch, spice, spice-turns, spice-sets, context, datetime, avatar, trim
 *   edited-prompt      what the assistant changed in its prompt; data-applied = how many changes hold; edited-step (data-applied),
 *                      edited-difference-toggle, edited-difference (lines with data-kind = same | added | removed), edited-undo,
 *                      edited-redo, edited-reset (undo-edited-reset in its toast), edited-keep, edited-name, edited-save
 *   chat-avatar        data-avatar = the chat's own picture; chat-avatar-upload, chat-avatar-known (data-avatar, aria-pressed)
 *   set-as-default (undo-defaults in its toast), reset-chat-settings, edit-toolsets, memory-note
 *   toolsets-dialog    toolset has data-toolset, toolset-edit, toolset-delete; add-toolset, toolsets-empty, toolsets-error,
 *                      toolsets-broken; toolset-form with toolset-name, tools-all, tools-none, toolset-tool (data-tool),
 *                      toolset-save, toolset-cancel; undo-toolset in a toast
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
 * Settings page (/settings/CATEGORY)
 *   settings-page, settings-error, settings-broken (the file is broken), settings-search, settings-found, settings-unused
 *   settings-category  data-category, aria-current; settings-section, reset-category, settings-unknown
 *   setting            data-key, data-source = default | file | environment | commandLine, data-changed, data-pending;
 *                      setting-field, setting-reset, setting-applies, setting-fixed; undo-setting and undo-settings in a toast
 *   settings-look (the appearance in this browser), settings-speech (opens the Speech dialog)
 *   restart-needed, restart; server-values, server-value (data-key)
 *   danger-zone, reset-all, reset-dialog, reset-word, reset-all-yes
 *   backups, backup-create, backups-empty, backups-error, backup-running, backup-outcome (data-ok)
 *   backup             data-name; backup-verify, backup-delete, backup-delete-yes, backup-problem
 * Prompts page (/prompts)
 *   prompts-page, tab-prompts, tab-pieces, tab-spices, library-error, library-broken (a file with a mistake)
 *   library-import (import-dialog, import-yes, import-result), library-export, library-menu (library-merge, library-reset with
 *                      reset-dialog and reset-yes; undo-reset is in its toast)
 *   prompt-filter, add-prompt (add-prompt-dialog, add-prompt-name, add-prompt-save), prompts-empty
 *   prompt-item        data-prompt = its name
 *   prompt-editor      data-prompt; prompt-content, or prompt-persona … prompt-emotions; prompt-private, prompt-save, prompt-revert,
 *                      prompt-menu (prompt-rename, prompt-duplicate, prompt-reset, prompt-delete), prompt-rename-input, prompt-back,
 *                      prompt-changed (changed elsewhere while it was edited); prompt-preview, prompt-tokens (data-tokens)
 *   piece-kind, piece  data-piece = kind/key; piece-text, piece-save, piece-delete; add-piece-key, add-piece, pieces-empty
 *   spice-category     data-category, data-enabled; category-enabled, category-delete, spice-text, spice-delete, add-spice-text,
 *                      add-spice; add-category-name, add-category-spice, add-category, spices-empty
 *   undo               in the toast of a change
 * Personas page (/personas)
 *   personas-page, add-persona, persona-filter, personas-empty, avatar-user, avatar-assistant
 *   persona            data-persona = its id; persona-begin, persona-apply, persona-edit, persona-menu (persona-duplicate,
 *                      persona-reset, persona-delete); portrait (data-avatar for a picture)
 *   persona-form       persona-name, persona-description, persona-prompt, persona-picture, persona-save
 * Models dialog
 *   models-dialog, models-close, models-error, scan, found-server, add-found, add-provider, answers-now
 *   provider           data-provider-id; provider-up, provider-down, provider-enabled, provider-edit, provider-remove,
 *                      provider-remove-confirm
 *   provider-form, provider-name, provider-url, provider-key, provider-model, provider-test, provider-save,
 *   provider-cancel, provider-test-result
 *   model-selection    which provider answers
 */
export {};
