/** Where the edits of a persona are kept; null for a new one. */
export const unsavedPersona = (id: string | null) => `persona/${id ?? ''}`;
