import { act, cleanup, fireEvent, renderHook, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { forgetUnsaved } from '../shared/unsaved';
import { show } from '../test/render';
import { ToolsetForm } from './ToolsetForm';
import { useDraft } from './useDraft';

beforeEach(() => forgetUnsaved());

it('a toolset that is half made is there again until it is cancelled', async () => {
  const form = (onClose = vi.fn()) => show(<ToolsetForm toolset={null} tools={['get_time', 'set_timer']} taken={[]} onClose={onClose} />);
  form();
  fireEvent.change(screen.getByTestId('toolset-name'), { target: { value: 'home' } });
  await userEvent.click(screen.getByLabelText('set_timer'));
  cleanup();
  form();
  expect(screen.getByTestId<HTMLInputElement>('toolset-name').value).toBe('home');
  expect(screen.getByLabelText<HTMLInputElement>('set_timer').checked).toBe(true);
  await userEvent.click(screen.getByTestId('toolset-cancel'));
  cleanup();
  form();
  expect(screen.getByTestId<HTMLInputElement>('toolset-name').value).toBe('');
});

it('a text that is refused stands in its field again, unless another was typed', async () => {
  let answer = (_: boolean) => {};
  const { result } = renderHook(() => useDraft('a', () => new Promise<boolean>((resolve) => (answer = resolve))));
  act(() => result.current.type('long words'));
  act(() => result.current.keep());
  expect(result.current.text).toBe('a');
  await act(async () => answer(false));
  await waitFor(() => expect(result.current.text).toBe('long words'));
  act(() => result.current.keep());
  act(() => result.current.type('other'));
  await act(async () => answer(false));
  expect(result.current.text).toBe('other');
});
