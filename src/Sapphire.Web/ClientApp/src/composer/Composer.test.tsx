import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { readDraft, writeDraft } from '../state/drafts';
import { show } from '../test/render';
import { Composer, textLimit } from './Composer';

const field = () => screen.getByTestId<HTMLTextAreaElement>('composer');
const setUp = (over: Partial<Parameters<typeof Composer>[0]> = {}) => {
  const onSend = vi.fn();
  show(<Composer chatId="c1" onSend={onSend} onStop={null} {...over} />);
  return onSend;
};

describe('the composer', () => {
  it('sends with Enter, once and trimmed, and is empty then', async () => {
    const onSend = setUp();
    await userEvent.type(field(), '  hello {Enter}');
    expect(onSend.mock.calls).toEqual([['hello']]);
    expect(field().value).toBe('');
    expect(document.activeElement).toBe(field());
  });

  it('starts a new line with Shift and Enter', async () => {
    const onSend = setUp();
    await userEvent.type(field(), 'one{Shift>}{Enter}{/Shift}two');
    expect(onSend).not.toHaveBeenCalled();
    expect(field().value).toBe('one\ntwo');
  });

  it('does not send blanks', async () => {
    const onSend = setUp();
    await userEvent.type(field(), '   {Enter}');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
  });

  it('leaves Enter to an input method that composes', () => {
    const onSend = setUp();
    fireEvent.change(field(), { target: { value: 'にほん' } });
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onSend).toHaveBeenCalledOnce();
  });

  it('stops the reply with Escape and with its button, and can send meanwhile', async () => {
    const onStop = vi.fn();
    const onSend = setUp({ onStop });
    await userEvent.keyboard('{Escape}');
    await userEvent.click(screen.getByTestId('stop'));
    expect(onStop).toHaveBeenCalledTimes(2);
    expect(screen.queryByTestId('send')).toBeNull();
    await userEvent.type(field(), 'next{Enter}');
    expect(onSend).toHaveBeenCalledWith('next');
  });

  it('leaves Escape to a dialog that is open', async () => {
    const onStop = vi.fn();
    show(<div role="dialog" aria-label="x" />);
    setUp({ onStop });
    await userEvent.keyboard('{Escape}');
    expect(onStop).not.toHaveBeenCalled();
  });

  it('keeps a draft for each chat, and for the new one', async () => {
    writeDraft(null, 'of the new chat');
    setUp();
    await userEvent.type(field(), 'half a th');
    expect(readDraft('c1')).toBe('half a th');
    expect(readDraft(null)).toBe('of the new chat');
    await userEvent.type(field(), '{Enter}');
    expect(readDraft('c1')).toBe('');
  });

  it('counts near the limit and does not send past it', () => {
    const onSend = setUp();
    fireEvent.change(field(), { target: { value: 'x'.repeat(textLimit) } });
    expect(screen.getByTestId('composer-count').textContent).toBe('100,000 of 100,000 characters');
    fireEvent.change(field(), { target: { value: 'x'.repeat(textLimit + 1) } });
    expect(screen.getByTestId('composer-count').textContent).toMatch(/^1 character too many/);
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
  });
});
