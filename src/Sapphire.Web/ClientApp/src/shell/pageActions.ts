import { rebuildView } from '../dashboard/dashboard';
import { viewNames } from '../dashboard/healthLines';
import { download, pickFiles } from '../shared/download';
import { navigate, type Route } from '../shared/router';
import { extraPages } from '../settings/settingsView';
import { restartSapphire, settingsView } from '../settings/settingsState';
import { importFiles } from '../sidebar/chatCommands';
import type { Action } from '../state/actions';
import { askFor } from '../state/intents';
import { toasts, closeToast, showToast } from '../state/toasts';
import { promptsTab, type PromptsTabName } from '../state/ui';
import { showProblem } from '../state/undo';

/** Goes to a page, where what was asked for is done. */
const at = (route: Route, intent: string, before: () => void = () => {}) => () => {
  before();
  askFor(intent);
  navigate(route);
};

const tab = (name: PromptsTabName) => () => {
  promptsTab.set(name);
  navigate({ page: 'prompts' });
};

async function rebuild(name: string): Promise<void> {
  try {
    await rebuildView(name);
    showToast({ title: `The ${name} view is made anew.`, detail: 'The old one answers until the new one is ready.' });
  } catch (error) {
    showProblem('The view was not made anew.', error);
  }
}

/** What is done on the pages that are no chat, from wherever one is. */
export function pageActions(): Action[] {
  const settings = settingsView.get();
  const prompts: Route = { page: 'prompts' };
  const models: Route = { page: 'models' };
  return [
    { id: 'prompts.new', group: 'Prompts', title: 'New prompt', keywords: 'add make system', run: at(prompts, 'prompts.new', () => promptsTab.set('prompts')) },
    { id: 'prompts.prompts', group: 'Prompts', title: 'Show prompts', run: tab('prompts') },
    { id: 'prompts.pieces', group: 'Prompts', title: 'Show pieces', keywords: 'persona location goals format scenario extras emotions', run: tab('pieces') },
    { id: 'prompts.spices', group: 'Prompts', title: 'Show spices', run: tab('spices') },
    { id: 'library.import', group: 'Prompts', title: 'Import prompts, pieces, spices and personas …', keywords: 'file load', run: at(prompts, 'library.import') },
    { id: 'library.export', group: 'Prompts', title: 'Export prompts, pieces, spices and personas', keywords: 'file save download', run: () => download('/api/prompts/export') },
    { id: 'library.merge', group: 'Prompts', title: 'Bring the factory set back', keywords: 'merge restore default prompts', run: at(prompts, 'library.merge') },
    { id: 'library.reset', group: 'Prompts', title: 'Start over with the factory set alone …', keywords: 'reset default prompts', run: at(prompts, 'library.reset') },
    { id: 'personas.new', group: 'Personas', title: 'New persona', keywords: 'add make character', run: at({ page: 'personas' }, 'personas.new') },
    { id: 'models.add', group: 'Models', title: 'Add a model server', keywords: 'provider key openai anthropic ollama lm studio', run: at(models, 'models.add') },
    { id: 'models.scan', group: 'Models', title: 'Scan this machine for model servers', keywords: 'find provider', run: at(models, 'models.scan') },
    { id: 'models.profile', group: 'Models', title: 'Add a profile of how a model is asked', keywords: 'temperature tokens reasoning price', run: at(models, 'models.profile') },
    { id: 'chats.import', group: 'Chat', title: 'Import chats …', keywords: 'file load json', run: () => pickFiles('application/json,.json', (files) => void importFiles(files)) },
    { id: 'backup.create', group: 'Settings', title: 'Make a backup now', keywords: 'save copy', run: at({ page: 'settings', category: 'backups' }, 'backup.create') },
    { id: 'settings.reset', group: 'Settings', title: 'Reset all settings …', keywords: 'default danger', run: at({ page: 'settings', category: 'danger' }, 'settings.reset') },
    ...(settings?.canRestart ? [{ id: 'settings.restart', group: 'Settings', title: 'Restart Sapphire', keywords: 'start again process', run: () => restartSapphire() }] : []),
    ...[...(settings?.categories ?? []), ...extraPages].map(({ id, title, help }): Action => ({ id: `settings.${id}`, group: 'Go to', title: `Settings: ${title}`, keywords: help, run: () => navigate({ page: 'settings', category: id }) })),
    ...Object.entries(viewNames).map(([name, title]): Action => ({ id: `view.${name}`, group: 'Dashboard', title: `Make anew: ${title}`, keywords: 'rebuild view index', run: () => rebuild(name) })),
    ...(location.protocol === 'https:' ? [{ id: 'open.certificate', group: 'Open', title: 'Certificate', keywords: 'tls https trust', run: () => void window.open('/certificate', '_blank', 'noopener') }] : []),
    // What a toast offers is within reach of the keyboard, too.
    ...toasts.get().flatMap((toast): Action[] => {
      const { action } = toast;
      return action === null ? [] : [{ id: `toast.${toast.id}`, group: 'Last change', title: `${action.label}: ${toast.title}`, keywords: toast.detail, run: () => { closeToast(toast.id); action.run(); } }];
    }),
  ];
}
