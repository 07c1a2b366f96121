/** Where the edits of a provider are kept; null for a new one. */
export const unsavedProvider = (id: string | null) => `provider/${id ?? ''}`;
