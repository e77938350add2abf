// Input and output of a call as CloudTrail writes them: names begin in lower case, secrets are hidden, and what is too
// long is left out as a whole.
import { perShape } from '@hostler/wire/model/per-shape'
import type { ServiceModel } from '@hostler/wire/model/service-model'

export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** What AWS's models do not mark, and nobody is to read in a trail: passwords by another name, and what stands for one. */
const hiddenMembers: ReadonlySet<string> = new Set([
  'ActivationCode',
  'AuthenticationCode1',
  'AuthenticationCode2',
  'Base32StringSeed',
  'DecodedMessage',
  'EncodedMessage',
  'ExternalId',
  'Fingerprint',
  'QRCodePNG',
  'SAMLAssertion',
  'SecretAccessKey',
  'SessionToken',
  'StreamUrl',
  'TokenCode',
  'TokenValue',
  'UserData',
  'WebIdentityToken',
])

interface Rendering {
  /** How many characters more there may be. */
  left: number
  /** Texts that were hidden. */
  readonly secrets: string[]
}

/** What is written of one side of a call. */
export interface Parameters {
  /** `null` for none; `{ omitted: true, … }` for more than may be told. */
  readonly value: Readonly<Record<string, unknown>> | null
  /** Texts in it that were hidden, so that they can be hidden elsewhere too. */
  readonly secrets: readonly string[]
}

/**
 * @param shape name of the input's or output's shape
 * @param charactersMax of the text that the value makes, about
 */
export function renderParameters(
  model: ServiceModel,
  shape: string | null | undefined,
  value: Readonly<Record<string, unknown>> | undefined,
  charactersMax: number,
): Parameters {
  if (!shape || value === undefined) return { value: null, secrets: [] }
  const rendering: Rendering = { left: charactersMax, secrets: [] }
  const rendered = render(model, shape)(value, rendering) as Record<string, unknown>
  const { left, secrets } = rendering
  if (left < 0) return { value: { omitted: true, reason: `more than ${charactersMax} characters` }, secrets }
  return { value: Object.keys(rendered).length === 0 ? null : rendered, secrets }
}

/** Hides texts wherever they stand in another, e.g. a value that a refusal repeats. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) {
    // Refusals repeat no more than the beginning of a long value.
    const shown = secret.slice(0, 1024)
    if (shown !== '') clean = clean.replaceAll(shown, hidden)
  }
  return clean
}

const render = perShape<[value: unknown, rendering: Rendering], unknown>((model, shape) => {
  if ('sensitive' in shape && shape.sensitive) return hide
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(shape.members)
        .filter(([, member]) => !member.streaming)
        .map(([name, member]) => {
          const renderMember = hiddenMembers.has(name) ? hide : render(model, member.shape)
          return [name, name[0]!.toLowerCase() + name.slice(1), renderMember] as const
        })
      return (value, rendering) => {
        const rendered: Record<string, unknown> = {}
        for (const [name, lowerName, renderMember] of members) {
          const member = (value as Record<string, unknown>)[name]
          if (member === undefined || member === null) continue
          rendering.left -= name.length + 5
          const inner = renderMember(member, rendering)
          if (inner !== undefined) rendered[lowerName] = inner
        }
        return rendered
      }
    }
    case 'list':
      return (value, rendering) => {
        const renderElement = render(model, shape.member.shape)
        const rendered: unknown[] = []
        for (const element of value as Iterable<unknown>) {
          if (rendering.left < 0) break
          rendered.push(renderElement(element, rendering))
        }
        return rendered
      }
    case 'map':
      return (value, rendering) => {
        const renderValue = render(model, shape.value.shape)
        const rendered: [string, unknown][] = []
        for (const [key, element] of Object.entries(value as Record<string, unknown>)) {
          if (rendering.left < 0) break
          rendering.left -= key.length + 5
          rendered.push([key, renderValue(element, rendering)])
        }
        return Object.fromEntries(rendered)
      }
    case 'timestamp':
      return (value, rendering) => counted(value instanceof Date ? dateText(value) : String(value), rendering)
    case 'blob':
      return () => undefined
    default:
      return counted
  }
})

function counted(value: unknown, rendering: Rendering): unknown {
  rendering.left -= typeof value === 'string' ? value.length + 3 : 8
  // Nobody reads what is too long, so it need not be carried further.
  return rendering.left < 0 ? undefined : value
}

function hide(value: unknown, rendering: Rendering): string {
  collectTexts(value, rendering.secrets)
  rendering.left -= hidden.length + 3
  return hidden
}

function collectTexts(value: unknown, found: string[]): void {
  if (typeof value === 'string') found.push(value)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) collectTexts(inner, found)
  }
}

const dates = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

/** `Nov 23, 2026, 1:02:03 AM` */
function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : dates.format(date).replaceAll('\u202f', ' ')
}
