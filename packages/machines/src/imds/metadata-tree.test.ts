import { describe, expect, test } from 'vitest'
import { ask, get, makeHost, scene, serveEachTest, withOptions } from './test-imds.ts'

serveEachTest()

const profile = { arn: 'arn:aws:iam::111122223333:instance-profile/Lab', id: 'AIPAEXAMPLE', roleName: 'LabRole' }

describe('facts', () => {
  test.each([
    ['ami-id', 'ami-0123456789abcdef0'],
    ['hostname', 'ip-172-31-0-5.eu-west-1.compute.internal'],
    ['local-hostname', 'ip-172-31-0-5.eu-west-1.compute.internal'],
    ['instance-id', 'i-0123456789abcdef0'],
    ['instance-type', 't3.micro'],
    ['local-ipv4', '172.31.0.5'],
    ['mac', '02:00:ac:1f:00:05'],
    ['network/interfaces/macs', '02:00:ac:1f:00:05/'],
    ['network/interfaces/macs/02:00:ac:1f:00:05/local-ipv4s', '172.31.0.5'],
    ['placement/availability-zone', 'eu-west-1a'],
    ['placement/availability-zone-id', 'euw1-az1'],
    ['placement/region', 'eu-west-1'],
    ['placement/', 'availability-zone\navailability-zone-id\nregion'],
    ['identity-credentials/ec2/', 'info\nsecurity-credentials/'],
    ['identity-credentials/ec2/security-credentials/', 'ec2-instance'],
  ])('meta-data/%s reads %j', async (path, expected) => {
    expect(await get(`/latest/meta-data/${path}`)).toMatchObject({ status: 200, body: expected })
  })

  test('the root, the version and meta-data/ are listed', async () => {
    expect((await get('/')).body).toBe('latest')
    expect((await get('/latest/')).body).toBe('dynamic/\nmeta-data/')
    expect((await get('/2021-03-23/meta-data/')).body.split('\n')).toContain('placement/')
  })

  test('meta-data without its slash is 404, so that agents leave the serial console alone', async () => {
    expect((await get('/latest/meta-data')).status).toBe(404)
  })

  test.each([
    'meta-data/nothing',
    'meta-data/instance-id/',
    'meta-data/instance-id/x',
    'meta-data//instance-id',
    'meta-data/__proto__',
    'meta-data/../meta-data/instance-id',
    'dynamic/instance-identity/signature',
    'user-data',
    'meta-data/tags/instance/',
  ])('%s is 404', async path => {
    expect((await get(`/latest/${path}`)).status).toBe(404)
  })

  test('the identity document has every member of the EC2 one', async () => {
    const answer = await get('/latest/dynamic/instance-identity/document')
    expect(JSON.parse(answer.body)).toEqual({
      accountId: '111122223333',
      architecture: 'x86_64',
      availabilityZone: 'eu-west-1a',
      billingProducts: null,
      devpayProductCodes: null,
      marketplaceProductCodes: null,
      imageId: 'ami-0123456789abcdef0',
      instanceId: 'i-0123456789abcdef0',
      instanceType: 't3.micro',
      kernelId: null,
      pendingTime: '2026-11-21T23:59:00Z',
      privateIp: '172.31.0.5',
      ramdiskId: null,
      region: 'eu-west-1',
      version: '2017-09-30',
    })
  })

  test('user data comes back as the bytes that were given', async () => {
    scene.host = makeHost({ userData: Buffer.from('#!/bin/sh\necho hello\n') })
    const answer = await get('/latest/user-data')
    expect(answer.body).toBe('#!/bin/sh\necho hello\n')
    expect(answer.headers['content-type']).toBe('application/octet-stream')
  })

  test('tags are listed and read only when they are enabled', async () => {
    scene.host = {
      ...withOptions({ instanceMetadataTags: 'enabled' }),
      tags: new Map([
        ['Name', 'web 1'],
        ['a b', 'c'],
      ]),
    }
    expect((await get('/latest/meta-data/tags/instance/')).body).toBe('Name\na b')
    expect((await get('/latest/meta-data/tags/instance/Name')).body).toBe('web 1')
    expect((await get('/latest/meta-data/tags/instance/a%20b')).body).toBe('c')
    expect((await get('/latest/meta-data/tags/instance/constructor')).status).toBe(404)
  })
})

describe('credentials', () => {
  test('a host without an instance profile has no iam at all', async () => {
    for (const path of ['security-credentials/', 'security-credentials', 'security-credentials/LabRole', 'info']) {
      expect((await get(`/latest/meta-data/iam/${path}`)).status).toBe(404)
    }
  })

  test('a host with an instance profile lists its role and hands out its credentials', async () => {
    scene.host = makeHost({ instanceProfile: profile })
    expect((await get('/latest/meta-data/iam/security-credentials/')).body).toBe('LabRole')
    const answer = await get('/latest/meta-data/iam/security-credentials/LabRole')
    expect(JSON.parse(answer.body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      Type: 'AWS-HMAC',
      AccessKeyId: 'ASIAPROFILE',
      SecretAccessKey: 'secret',
      Token: 'token "2.0"',
      Expiration: '2026-11-22T06:00:00Z',
    })
    expect((await get('/latest/meta-data/iam/security-credentials/OtherRole')).status).toBe(404)
    expect(JSON.parse((await get('/latest/meta-data/iam/info')).body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      InstanceProfileArn: profile.arn,
      InstanceProfileId: profile.id,
    })
  })

  test('a role that EC2 may not assume is told by its code', async () => {
    const refused = {
      code: 'AssumeRoleUnauthorizedAccess',
      message: 'EC2 cannot assume the role LabRole.',
      lastUpdated: scene.now,
    }
    scene.host = makeHost({ instanceProfile: profile, profileCredentials: async () => refused })
    const answer = await get('/latest/meta-data/iam/security-credentials/LabRole')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({
      Code: 'AssumeRoleUnauthorizedAccess',
      LastUpdated: '2026-11-22T00:00:00Z',
      Message: 'EC2 cannot assume the role LabRole.',
    })
  })

  test('the identity credentials say how they were fetched', async () => {
    scene.host = withOptions({ httpTokens: 'optional' })
    const path = '/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
    expect(JSON.parse((await ask('GET', path)).body)).toMatchObject({
      AccessKeyId: 'ASIAIDENTITY',
      Token: 'token "1.0"',
    })
    expect(JSON.parse((await get(path)).body)).toMatchObject({ Token: 'token "2.0"' })
    expect(JSON.parse((await get('/latest/meta-data/identity-credentials/ec2/info')).body)).toEqual({
      Code: 'Success',
      LastUpdated: '2026-11-22T00:00:00Z',
      AccountId: '111122223333',
    })
  })

  test('credentials that cannot be made are a 500 and a line in the log', async () => {
    scene.host = makeHost({ identityCredentials: () => Promise.reject(new Error('no key')) })
    const path = '/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
    expect((await get(path)).status).toBe(500)
    expect(scene.logged).toEqual(['metadata of i-0123456789abcdef0 failed: Error: no key'])
  })
})
