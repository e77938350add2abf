// `Action=X&Filter.1.Name=y` as a tree of name segments. Indices stay keys, so that a huge one costs nothing.
import { AwsFault } from '../aws-fault.ts'
import type { WireRequest } from './protocol.ts'

/** One segment of a parameter's name. */
export interface ParameterNode {
  /** The name up to here, for messages. */
  readonly name: string
  value: string | undefined
  readonly children: Map<string, ParameterNode>
}

const maxParameters = 10_000
const maxSegments = 64

const parsed = new WeakMap<WireRequest, ParameterNode>()

/**
 * The parameters of a request: its query string, then its form body; the first of several equal names counts.
 * Parsed once per request. Throws `MalformedInput` (400).
 */
export function queryParameters(request: WireRequest): ParameterNode {
  const known = parsed.get(request)
  if (known) return known
  const root = createNode('')
  let remaining = maxParameters
  for (const text of [request.query, isForm(request) ? request.body.toString('utf8') : '']) {
    for (const pair of splitPairs(text, remaining + 1)) {
      if (remaining-- === 0) throw malformed('Too many parameters')
      addPair(root, pair)
    }
  }
  parsed.set(request, root)
  return root
}

/** Children with whole-number names from 1, in the order of their numbers. */
export function indexedChildren(node: ParameterNode): readonly ParameterNode[] {
  return [...node.children]
    .filter(([key]) => /^[1-9]\d{0,8}$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}

function isForm({ headers }: WireRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '')
}

function splitPairs(text: string, limit: number): readonly string[] {
  return text.split('&', limit).filter(pair => pair !== '')
}

function addPair(root: ParameterNode, pair: string): void {
  const equals = pair.indexOf('=')
  const name = decode(equals < 0 ? pair : pair.slice(0, equals))
  const segments = name.split('.', maxSegments + 1)
  if (segments.length > maxSegments) throw malformed('Parameter name has too many parts')
  let node = root
  let end = -1
  for (const segment of segments) {
    end += segment.length + 1
    let child = node.children.get(segment)
    if (!child) {
      child = createNode(name.slice(0, end))
      node.children.set(segment, child)
    }
    node = child
  }
  node.value ??= equals < 0 ? '' : decode(pair.slice(equals + 1))
}

function createNode(name: string): ParameterNode {
  return { name, value: undefined, children: new Map() }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw malformed('Invalid percent-encoding in parameters', cause)
  }
}

function malformed(message: string, cause?: unknown): AwsFault {
  return new AwsFault('MalformedInput', 400, message, { cause })
}
