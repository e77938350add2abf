import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { findProfileSetting } from './profile-setting.ts'
import { findAuthorityFiles, readAuthorities } from './trust.ts'

const folder = mkdtempSync(join(tmpdir(), 'hostler-trust-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const config = file(
  'config',
  `[default]
ca_bundle = /default.pem
[profile work]
region=eu-west-1
s3 =
  ca_bundle = /nested.pem
# ca_bundle = /comment.pem
ca_bundle=/work with space.pem\u0020
[ profile   spaced ]
ca_bundle = /spaced.pem
[services work]
ca_bundle = /services.pem
[profile none]
ca_bundle =
`,
)

describe('a setting of the profile', () => {
  test.each([
    [undefined, '/default.pem'],
    ['default', '/default.pem'],
    ['work', '/work with space.pem'],
    ['spaced', '/spaced.pem'],
    ['none', undefined],
    ['unknown', undefined],
  ])('%s is read from its section alone', (profile, expected) => {
    expect(findProfileSetting('ca_bundle', { AWS_CONFIG_FILE: config, AWS_PROFILE: profile })).toBe(expected)
  })

  test('is none where there is no file', () => {
    expect(findProfileSetting('ca_bundle', { AWS_CONFIG_FILE: join(folder, 'missing') })).toBeUndefined()
  })
})

describe('authorities', () => {
  test('are named by the environment and the profile', () => {
    const env = { AWS_CA_BUNDLE: '/a.pem', SSL_CERT_FILE: '/s.pem', AWS_CONFIG_FILE: config }
    expect(findAuthorityFiles(env)).toEqual([
      { setting: 'AWS_CA_BUNDLE', file: '/a.pem' },
      { setting: 'ca_bundle of the AWS profile', file: '/default.pem' },
      { setting: 'SSL_CERT_FILE', file: '/s.pem' },
    ])
    expect(findAuthorityFiles({ AWS_CA_BUNDLE: '', AWS_CONFIG_FILE: '/missing' })).toEqual([])
  })

  test('are all that a file holds, comments apart', () => {
    const [first, second] = getCACertificates('bundled')
    const bundle = file('bundle.pem', `# one\n${first}\n\n# two\n${second}\n`)
    expect(readAuthorities({ setting: 'AWS_CA_BUNDLE', file: bundle })).toEqual([first, second])
  })

  test('that cannot be read are told by the setting that named them', () => {
    const missing = join(folder, 'missing.pem')
    expect(() => readAuthorities({ setting: 'AWS_CA_BUNDLE', file: missing })).toThrow(
      `AWS_CA_BUNDLE names ${missing}, which cannot be read (ENOENT)`,
    )
    const empty = file('empty.pem', 'no certificate')
    expect(() => readAuthorities({ setting: 'SSL_CERT_FILE', file: empty })).toThrow(
      `SSL_CERT_FILE names ${empty}, which holds no certificate in PEM`,
    )
  })
})
