/** The session cannot be; the message is for its user. */
export class SessionFailure extends Error {}
