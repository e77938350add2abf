// Finds and reads the service models that botocore (part of every AWS CLI) carries. Knows their published form.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { PublishedService } from './services.ts'

/** A published shape; only what {@link trimModel} reads is named. */
export interface PublishedShape {
  readonly type: string
  readonly members?: Readonly<Record<string, PublishedMember>>
  readonly required?: readonly string[]
  readonly payload?: string
  readonly member?: PublishedMember
  readonly key?: PublishedMember
  readonly value?: PublishedMember
  readonly flattened?: boolean
  readonly min?: number
  readonly max?: number
  readonly pattern?: string | undefined
  readonly enum?: readonly string[]
  readonly sensitive?: boolean
  readonly timestampFormat?: 'iso8601' | 'unixTimestamp' | 'rfc822'
  readonly exception?: boolean
  readonly fault?: boolean
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean }
}
export interface PublishedMember {
  readonly shape: string
  readonly locationName?: string
  readonly queryName?: string
  readonly location?: 'header' | 'headers' | 'uri' | 'querystring' | 'statusCode'
  readonly flattened?: boolean
  readonly xmlAttribute?: boolean
  readonly streaming?: boolean
}
export interface PublishedOperation {
  readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode?: number }
  readonly input?: { readonly shape: string }
  readonly output?: { readonly shape: string; readonly resultWrapper?: string }
  readonly errors?: readonly { readonly shape: string }[]
}
export interface PublishedModel {
  readonly metadata: {
    readonly apiVersion: string
    readonly protocol: 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml'
    readonly jsonVersion?: string
    readonly targetPrefix?: string
    readonly signingName?: string
    readonly endpointPrefix: string
    readonly xmlNamespace?: string
  }
  readonly operations: Readonly<Record<string, PublishedOperation>>
  readonly shapes: Readonly<Record<string, PublishedShape>>
}

/** botocore's package folder: the argument, else what `python3` imports. Throws when there is none. */
export function findBotocore(folder: string | undefined): string {
  if (folder) return folder
  return execFileSync('python3', ['-c', 'import botocore; print(botocore.__path__[0])'], { encoding: 'utf8' }).trim()
}

/** Reads `data/<service>/<version>/service-2.json`, which newer releases compress. */
export function readPublishedModel(botocore: string, service: PublishedService): PublishedModel {
  const path = join(botocore, 'data', service.name, service.apiVersion, 'service-2.json')
  return JSON.parse(readMaybeCompressed(path)) as PublishedModel
}

function readMaybeCompressed(path: string): string {
  try {
    return gunzipSync(readFileSync(`${path}.gz`)).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return readFileSync(path, 'utf8')
  }
}
