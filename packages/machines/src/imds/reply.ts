// Answers of the metadata service as bytes: plain text for facts, the small HTML page for refusals. Decides nothing.
import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'

/** One answer, before it is written. */
export interface Reply {
  status: number
  body: string | Buffer
  contentType: string
  headers?: Record<string, string>
}

/** A fact or a listing. */
export function text(body: string, headers?: Record<string, string>): Reply {
  return { status: 200, body, contentType: 'text/plain', headers }
}

/** A refusal with the page that EC2's service sends. */
export function refusal(status: number, headers?: Record<string, string>): Reply {
  const title = `${status} - ${STATUS_CODES[status] ?? 'Error'}`
  const body = `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
\t"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${title}</title>
 </head>
 <body>
  <h1>${title}</h1>
 </body>
</html>
`
  return { status, body, contentType: 'text/html', headers }
}

/** A flat JSON document in the spacing of EC2's service, which simple text tools on hosts rely on. */
export function document(members: Record<string, string | null>): Reply {
  const lines = Object.entries(members).map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`)
  return text(`{\n${lines.join(',\n')}\n}`)
}

/** A moment as the service writes it: whole seconds, UTC. */
export function timestamp(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`
}

/** Writes the reply; for HEAD the headers alone. */
export function send(response: ServerResponse, reply: Reply, withBody: boolean): void {
  const body = Buffer.from(reply.body)
  response.writeHead(reply.status, {
    ...reply.headers,
    'Content-Type': reply.contentType,
    'Content-Length': body.length,
    Server: 'EC2ws',
  })
  response.end(withBody ? body : undefined)
}
