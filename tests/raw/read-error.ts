import type { RawReply } from '@hostler/testkit/raw-call'

/** A refusal as its bytes tell it. */
export interface WireError {
  readonly status: number
  readonly code: string | undefined
  readonly message: string | undefined
}

/** Reads a refusal of any front end: JSON body, query and EC2 envelopes, or ssmmessages' one element. */
export function readError({ status, headers, text }: RawReply): WireError {
  if (String(headers['content-type']).includes('json')) {
    const { __type, message, Message } = JSON.parse(text) as Record<string, string | undefined>
    return { status, code: __type?.split('#').at(-1), message: message ?? Message }
  }
  const code = /<Code>(.*?)<\/Code>/s.exec(text)?.[1] ?? /^<(\w+)>/.exec(text)?.[1]
  const message = /<Message>(.*?)<\/Message>/s.exec(text)?.[1]
  return { status, code, message: message && unescapeXml(message) }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': '\n' }

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp|#10|#xA);/g, (whole, name: string) => entities[name] ?? whole)
}
