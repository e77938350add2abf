import type { RawReply } from '@hostler/testkit/raw-call'

/** Status, error code and message of an answer to an agent-only operation; the code is empty for a success. */
export function outcomeOf(reply: RawReply): { status: number; code: string; message: string } {
  const body = reply.json() as { __type?: string; message?: string; Message?: string }
  const code = (body.__type ?? '').replace(/^.*#/, '')
  return { status: reply.status, code, message: body.message ?? body.Message ?? '' }
}

/** The reply was a success. */
export const accepted = { status: 200, code: '', message: '' }
