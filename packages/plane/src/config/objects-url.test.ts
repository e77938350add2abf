import { expect, test } from 'vitest'
import { createConfig } from './config.ts'
import { configFromEnvironment } from './env.ts'
import { parseObjectsUrl } from './objects-url.ts'

test.each([
  ['s3://objects', { bucket: 'objects', prefix: '', pathStyle: false }],
  ['s3://objects/', { bucket: 'objects', prefix: '', pathStyle: false }],
  ['s3://my.objects/plane/one/?region=eu-west-1', { bucket: 'my.objects', prefix: 'plane/one/', region: 'eu-west-1' }],
  [
    's3://objects/plane?endpoint=https://store.example:9000&path-style=true',
    { bucket: 'objects', prefix: 'plane/', endpoint: 'https://store.example:9000', pathStyle: true },
  ],
])('%s says where objects go', (url, place) => {
  expect(configFromEnvironment({ HOSTLER_OBJECTS_URL: url }).objects).toMatchObject({ kind: 's3', ...place })
})

test.each([
  ['objects', 'is no s3: URL'],
  ['https://store.example/objects', 'is no s3: URL'],
  ['s3://', 'names no bucket'],
  ['s3://UPPER', 'names no bucket'],
  ['s3://key:secret@objects', 'holds credentials'],
  ['s3://objects?regoin=x', "has an unknown part 'regoin'"],
  ['s3://objects?endpoint=store.example', 'has an endpoint that is no http or https address'],
  ['s3://objects?endpoint=https://key:secret@store.example', 'has an endpoint that is no http or https address'],
  ['s3://objects?endpoint=https://', 'has an endpoint that is no http or https address'],
  ['s3://objects?path-style=yes', 'has a path-style that is neither'],
  ['s3://objects/%2e%00', 'has a prefix of other characters'],
])('%s is refused, and not repeated', (url, complaint) => {
  const parse = () => parseObjectsUrl('HOSTLER_OBJECTS_URL', url)
  expect(parse).toThrow(`HOSTLER_OBJECTS_URL ${complaint}`)
  expect(parse).not.toThrow('secret')
})

test('a plane does not keep its objects in itself', () => {
  const config = (endpoint: string) =>
    createConfig({ dataDir: '/nowhere', objects: { kind: 's3', bucket: 'b', prefix: '', pathStyle: true, endpoint } })
  for (const own of ['http://localhost:4566', 'https://127.0.0.1:4567/']) {
    expect(() => config(own)).toThrow('cannot keep its objects in itself')
  }
  expect(config('http://localhost:9000').objects).toMatchObject({ endpoint: 'http://localhost:9000' })
  expect(createConfig({ dataDir: '/nowhere' }).objects).toEqual({ kind: 'disk' })
})
