import type { Call } from '../../operation.ts'

/**
 * Where the plane is for whoever calls: its public address, else the way that the call came.
 *
 * @param publicUrl e.g. `https://plane.example.org`
 */
export function planeUrl(publicUrl: string | undefined, { facts, request }: Pick<Call, 'facts' | 'request'>): string {
  const url = publicUrl ?? `${facts.secure ? 'https' : 'http'}://${request.headers['host']}`
  return url.replace(/\/+$/, '')
}

/**
 * Where a client opens its end of a session. It comes the way that the caller came, unless the plane has a public
 * address: clients take the URL as it is, and trust nothing but their system's authorities.
 *
 * @param publicUrl e.g. `https://plane.example.org`
 */
export function streamUrl(
  publicUrl: string | undefined,
  call: Pick<Call, 'facts' | 'request'>,
  sessionId: string,
): string {
  const base = planeUrl(publicUrl, call).replace(/^http/, 'ws')
  return `${base}/v1/data-channel/${encodeURIComponent(sessionId)}?role=publish_subscribe`
}
