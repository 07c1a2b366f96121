import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { helpOpen } from '../state/ui';
import styles from './shell.module.css';

const keys: [string, string[]][] = [
  ['Send the message', ['Enter']],
  ['New line', ['Shift', 'Enter']],
  ['Speak while held, outside a text field', ['Space']],
  ['Stop the reply, speaking and listening', ['Esc']],
  ['New chat', ['Ctrl', 'Shift', 'O']],
  ['Go to the message field', ['/']],
  ['Search chats and messages', ['Ctrl', 'K']],
  ['Show or hide the list of chats', ['Ctrl', 'B']],
  ['This help', ['?']],
];

export default function HelpDialog() {
  return (
    <Modal opened onClose={() => helpOpen.set(false)} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <table className={styles.keys}>
        <tbody>
          {keys.map(([what, combination]) => (
            <tr key={what}>
              <td>{what}</td>
              <td>
                {combination.map((key, i) => (
                  <Fragment key={key}>{i > 0 && ' + '}<Kbd>{key}</Kbd></Fragment>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
