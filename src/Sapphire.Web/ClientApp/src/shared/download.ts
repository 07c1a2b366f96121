/** Has the browser fetch a file; its name comes with the answer. */
export function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Asks for files without a field of their own on the page. */
export function pickFiles(accept: string, take: (files: File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) take([...input.files]);
  });
  input.click();
}
