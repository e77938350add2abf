/** No credentials: the message says why and what would help, the cause decides how long to wait. */
export class RetrieveError extends Error {
  constructor(explanation: string, cause: unknown) {
    super(explanation, { cause })
    this.name = 'RetrieveError'
  }
}
