// The images there are: a list that ships with the plane. Ids are made of region and name, so that they are the same
// on every plane and different in every region, as AWS's are.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Image, ImageCatalogue } from './image.ts'

interface ListedImage extends Omit<Image, 'id' | 'createdAt'> {
  readonly createdAt: string
}

/** @param file JSON list of images without ids */
export function createImageCatalogue(file: string): ImageCatalogue {
  const listed = JSON.parse(readFileSync(file, 'utf8')) as readonly ListedImage[]
  const regions = new Map<string, ReadonlyMap<string, Image>>()

  function imagesOf(region: string): ReadonlyMap<string, Image> {
    let images = regions.get(region)
    if (!images) {
      const found = listed.map(image => toImage(image, region))
      images = new Map(found.sort((a, b) => (a.id < b.id ? -1 : 1)).map(image => [image.id, image]))
      regions.set(region, images)
    }
    return images
  }

  return {
    find: (region, imageId) => imagesOf(region).get(imageId),
    list: region => [...imagesOf(region).values()],
  }
}

function toImage(listed: ListedImage, region: string): Image {
  const digest = createHash('sha256').update(`${region} ${listed.name}`).digest('hex')
  return { ...listed, id: `ami-0${digest.slice(0, 16)}`, createdAt: new Date(listed.createdAt) }
}
