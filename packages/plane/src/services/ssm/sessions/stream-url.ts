import type { Call } from '../../operation.ts'

/**
 * Where a client opens its end of a session. It comes the way that the caller came, unless the plane has a public
 * address: clients take the URL as it is, and trust nothing but their system's authorities.
 *
 * @param publicUrl e.g. `https://plane.example.org`
 */
export function streamUrl(
  publicUrl: string | undefined,
  { facts, request }: Pick<Call, 'facts' | 'request'>,
  sessionId: string,
): string {
  const base = publicUrl?.replace(/^http/, 'ws') ?? `${facts.secure ? 'wss' : 'ws'}://${request.headers['host']}`
  return `${base.replace(/\/+$/, '')}/v1/data-channel/${encodeURIComponent(sessionId)}?role=publish_subscribe`
}
