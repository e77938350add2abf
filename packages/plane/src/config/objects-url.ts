import { ConfigError } from './config.ts'

/** Where bytes of objects are kept. */
export type ObjectsPlace =
  | { readonly kind: 'disk' }
  | {
      readonly kind: 's3'
      readonly bucket: string
      /** Ends with `/`, or is empty. */
      readonly prefix: string
      /** Absent: the plane's home region. */
      readonly region?: string
      /** Absent: AWS's own. */
      readonly endpoint?: string
      readonly pathStyle: boolean
    }

const example = 's3://bucket/prefix?endpoint=https://store.example&region=eu-west-1&path-style=true'

/**
 * `s3://bucket/prefix?endpoint=https://…&region=…&path-style=true`, where only the bucket must be there.
 * @param name of the setting, for the error; the URL is not repeated in it, since somebody may have put a secret there
 */
export function parseObjectsUrl(name: string, text: string): ObjectsPlace {
  const refuse = (what: string) => new ConfigError(`${name} ${what}; an example that works: ${example}`)
  const url = URL.parse(text)
  if (url?.protocol !== 's3:') throw refuse('is no s3: URL')
  if (url.username !== '' || url.password !== '') {
    throw refuse('holds credentials; they come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile')
  }
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.host)) throw refuse('names no bucket')
  const unknown = [...url.searchParams.keys()].find(key => !['endpoint', 'region', 'path-style'].includes(key))
  if (unknown !== undefined) throw refuse(`has an unknown part '${unknown}'`)
  const endpoint = url.searchParams.get('endpoint') ?? undefined
  if (endpoint !== undefined && !/^https?:\/\/[^/\s@]+\/?$/.test(endpoint)) {
    throw refuse('has an endpoint that is no http or https address without a path')
  }
  const pathStyle = url.searchParams.get('path-style') ?? 'false'
  if (pathStyle !== 'true' && pathStyle !== 'false') throw refuse('has a path-style that is neither true nor false')
  const region = url.searchParams.get('region') ?? undefined
  const prefix = url.pathname.replace(/^\/+|\/+$/g, '')
  if (!/^[\w./-]*$/.test(prefix)) throw refuse('has a prefix of other characters than letters, digits, _ . - and /')
  return {
    kind: 's3',
    bucket: url.host,
    prefix: prefix === '' ? '' : `${prefix}/`,
    pathStyle: pathStyle === 'true',
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  }
}
