/** Save a blob as a file. */
export function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser needs the URL until it has started to save.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
