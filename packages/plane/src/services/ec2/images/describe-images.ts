import * as ec2 from '@hostler/wire/models/ec2'
import type { Image } from '@hostler/wire/models/ec2'
import { may } from '../../../access/ask.ts'
import type { Image as DomainImage } from '../../../domain/image/image.ts'
import { endDryRun } from '../dry-run.ts'
import { operation } from '../ec2-operation.ts'
import { imageIdMalformed, imageNotFound, invalidNextToken } from '../errors.ts'
import { type FilterReader, matcherOf } from '../filters.ts'
import { pageOf } from '../paging.ts'

export const DescribeImages = operation(ec2.DescribeImages, {
  asks: () => [may('ec2:DescribeImages', '*')],
  faults: { 'page-token.invalid': invalidNextToken },
  async run(input, { images }, { region }) {
    endDryRun(input)
    for (const id of input.ImageIds ?? []) {
      if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw imageIdMalformed(id)
      if (!images.find(region, id)) throw imageNotFound(id)
    }
    const matches = matcherOf(input.Filters, imageFilters, () => new Map())
    const found = images
      .list(region)
      .filter(({ id }) => !input.ImageIds?.length || input.ImageIds.includes(id))
      .filter(image => isOwnedByOneOf(input.Owners, image))
      .filter(matches)
    const { items, NextToken } = pageOf(found, input, ({ id }) => id)
    return { Images: items.map(renderImage), NextToken }
  },
})

const imageFilters: Readonly<Record<string, FilterReader<DomainImage>>> = {
  architecture: image => [image.architecture],
  description: image => [image.description],
  'image-id': image => [image.id],
  'image-type': () => ['machine'],
  'is-public': () => ['true'],
  name: image => [image.name],
  'owner-alias': image => [image.ownerAlias],
  'owner-id': image => [image.ownerId],
  'root-device-type': () => ['ebs'],
  state: () => ['available'],
  'virtualization-type': () => ['hvm'],
}

/** Owners are named by alias or account id. */
function isOwnedByOneOf(owners: readonly string[] | undefined, { ownerAlias, ownerId }: DomainImage): boolean {
  return !owners?.length || owners.includes(ownerAlias) || owners.includes(ownerId)
}

function renderImage(image: DomainImage): Image {
  return {
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    Architecture: image.architecture,
    CreationDate: image.createdAt.toISOString(),
    ImageLocation: `${image.ownerAlias}/${image.name}`,
    OwnerId: image.ownerId,
    ImageOwnerAlias: image.ownerAlias,
    ImageType: 'machine',
    Public: true,
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    State: 'available',
    VirtualizationType: 'hvm',
  }
}
