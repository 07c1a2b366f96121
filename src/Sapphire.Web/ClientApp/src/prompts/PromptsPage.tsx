import { Tabs } from '@mantine/core';
import { useEffect } from 'react';
import { Page } from '../shell/Page';
import { SpicesTab } from '../spices/SpicesTab';
import { useStore } from '../shared/store';
import { promptsTab, type PromptsTabName, promptTarget } from '../state/ui';
import { LibraryMenu } from './LibraryMenu';
import { PiecesTab } from './PiecesTab';
import styles from './prompts.module.css';
import { PromptsTab } from './PromptsTab';

const tabs = [
  { value: 'prompts', name: 'Prompts' },
  { value: 'pieces', name: 'Pieces' },
  { value: 'spices', name: 'Spices' },
] as const;

/** What the assistant is told about itself: prompts, the pieces they are assembled from, and spices. */
export default function PromptsPage() {
  const tab = useStore(promptsTab);
  const target = useStore(promptTarget);
  useEffect(() => {
    if (target !== null) promptsTab.set('prompts');
  }, [target]);
  return (
    <Page name="Prompts" testId="prompts-page" wide lead="What the assistant is told about itself. A chat uses one prompt: a text of its own, or one assembled from pieces." actions={<LibraryMenu />}>
      <Tabs value={tab} onChange={(value) => promptsTab.set((value ?? 'prompts') as PromptsTabName)} keepMounted={false}>
        <Tabs.List className={styles.tabs}>
          {tabs.map(({ value, name }) => (
            <Tabs.Tab key={value} value={value} data-testid={`tab-${value}`}>{name}</Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="prompts" pt="md"><PromptsTab /></Tabs.Panel>
        <Tabs.Panel value="pieces" pt="md"><PiecesTab /></Tabs.Panel>
        <Tabs.Panel value="spices" pt="md"><SpicesTab /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}
