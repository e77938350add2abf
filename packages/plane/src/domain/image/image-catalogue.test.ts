import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shippedData } from '../../config/data-folder.ts'
import { createPublicParameters } from '../parameter/public-parameters.ts'
import type { ImageCatalogue } from './image.ts'
import { createImageCatalogue } from './image-catalogue.ts'

const listed = (name: string, ...parameters: string[]) => ({
  name,
  description: '',
  architecture: 'x86_64',
  ownerAlias: 'amazon',
  ownerId: '137112412989',
  createdAt: '2026-11-03T00:00:00.000Z',
  parameters,
})

let folder: string
let images: ImageCatalogue
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostler-images-'))
  const file = join(folder, 'images.json')
  const list = [
    listed('one', '/aws/service/linux/latest', '/aws/service/linux/one/latest'),
    listed('two', '/aws/service/linuxes'),
    listed('three'),
  ]
  writeFileSync(file, JSON.stringify(list))
  images = createImageCatalogue(file)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('images', () => {
  test('have the same ids on every plane and others in every region', () => {
    // A written-down id: a change would break every template that names it.
    expect(images.list('eu-west-1').find(({ name }) => name === 'one')!.id).toBe('ami-059097e085cc5784d')
    const regions = ['eu-west-1', 'eu-west-2', 'us-east-1', 'ap-northeast-1']
    const ids = regions.flatMap(region => images.list(region).map(({ id }) => id))
    expect(new Set(ids).size).toBe(regions.length * 3)
    for (const id of ids) expect(id).toMatch(/^ami-0[0-9a-f]{16}$/)
  })

  test('are sorted by id, and found in their own region only', () => {
    const list = images.list('eu-west-1')
    expect(list.map(({ id }) => id)).toEqual(list.map(({ id }) => id).sort())
    for (const image of list) {
      expect(images.find('eu-west-1', image.id)).toEqual(image)
      expect(images.find('us-east-1', image.id)).toBeUndefined()
    }
    expect(images.find('eu-west-1', 'ami-0123456789abcdef0')).toBeUndefined()
  })
})

describe('public parameters', () => {
  const region = 'eu-west-1'
  const names = (path: string, isRecursive: boolean) =>
    createPublicParameters(images)
      .listByPath(region, path, isRecursive)
      .map(({ name }) => name)

  test('name the image of the region that is asked', () => {
    const parameters = createPublicParameters(images)
    for (const each of [region, 'us-east-1']) {
      const image = images.list(each).find(({ name }) => name === 'one')!
      expect(parameters.find(each, '/aws/service/linux/latest')).toEqual({
        name: '/aws/service/linux/latest',
        value: image.id,
        version: 1,
        lastModifiedAt: new Date('2026-11-03T00:00:00.000Z'),
        dataType: 'aws:ec2:image',
      })
    }
    expect(parameters.find(region, '/aws/service/linux')).toBeUndefined()
  })

  test('are listed below a path, one level or all, and never beside it', () => {
    expect(names('/aws/service/linux', false)).toEqual(['/aws/service/linux/latest'])
    expect(names('/aws/service/linux/', true)).toEqual(['/aws/service/linux/latest', '/aws/service/linux/one/latest'])
    expect(names('/aws/service', false)).toEqual(['/aws/service/linuxes'])
    expect(names('/', true).length).toBe(3)
  })
})

test('the catalogue that ships has one image for each parameter, and the names that AWS publishes', () => {
  const shipped = createImageCatalogue(shippedData('images.json')).list('ap-northeast-1')
  const parameters = shipped.flatMap(image => image.parameters)
  expect(new Set(parameters).size).toBe(parameters.length)
  for (const name of [
    'ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2',
    'ami-amazon-linux-latest/amzn2-ami-hvm-arm64-gp2',
    'ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-x86_64-gp2',
    'ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-arm64-gp2',
    'ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    'ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    'canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
    'canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id',
    'debian/release/12/latest/amd64',
    'debian/release/12/latest/arm64',
  ]) {
    expect(parameters).toContain(`/aws/service/${name}`)
  }
  for (const { createdAt, architecture, name, ownerId, parameters: own } of shipped) {
    expect(ownerId).toMatch(/^\d{12}$/)
    const isArm = [name, ...own].some(text => text.includes('arm64'))
    expect([name, isArm]).toEqual([name, architecture === 'arm64'])
    expect([createdAt.getTime() > 0, ['x86_64', 'arm64'].includes(architecture)]).toEqual([true, true])
  }
})
