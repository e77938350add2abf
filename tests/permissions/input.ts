/** What one operation is called with, by the names of its protocol. */
export type Input = Readonly<Record<string, unknown>>
