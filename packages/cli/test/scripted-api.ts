// The API as a test scripts it: answers by operation, remembers calls, checks no signature.
import { createServer, type IncomingMessage, type ServerResponse, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface ApiCall {
  readonly operation: string
  readonly input: Record<string, unknown>
}

export interface ApiRefusal {
  readonly error: string
  readonly message: string
}

/** The answer to a call, or its refusal. */
export type Answer = (input: Record<string, unknown>) => Readonly<Record<string, unknown>> | ApiRefusal

export interface ScriptedApi {
  readonly url: string
  readonly server: Server
  readonly calls: ApiCall[]
  /** What the next calls of an operation are answered; an operation without answer is denied. */
  readonly answers: Record<string, Answer>
  /** Resolves when the operation is called, also if it was before. */
  called(operation: string): Promise<ApiCall>
  close(): Promise<void>
}

/** A certificate with its key, PEM. */
export interface ServerCertificate {
  readonly cert: string
  readonly key: string
}

/** Listens on this machine, over TLS where there is a certificate. */
export function startScriptedApi(tls?: ServerCertificate): Promise<ScriptedApi> {
  const calls: ApiCall[] = []
  const answers: Record<string, Answer> = {}
  const waiting: { readonly operation: string; resolve(call: ApiCall): void }[] = []
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1)!
      const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> }
      calls.push(call)
      for (const { resolve } of waiting.filter(waiter => waiter.operation === operation)) resolve(call)
      const said = answers[operation]?.(call.input) ?? { error: 'AccessDeniedException', message: 'not scripted' }
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      if ('error' in said) {
        response.statusCode = 400
        response.end(JSON.stringify({ __type: said.error, message: said.message }))
      } else response.end(JSON.stringify(said))
    })
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({
        url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
        server,
        calls,
        answers,
        called(operation) {
          const made = calls.find(call => call.operation === operation)
          return made ? Promise.resolve(made) : new Promise(found => waiting.push({ operation, resolve: found }))
        },
        async close() {
          server.closeAllConnections()
          await new Promise(closed => server.close(closed))
        },
      })
    })
  })
}
