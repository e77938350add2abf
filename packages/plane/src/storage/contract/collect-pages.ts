import { expect } from 'vitest'
import type { Page, PageRequest } from '../../domain/basics/page.ts'

/** Every item, page by page; fails when a page is larger than asked for or the pages do not end. */
export async function collectPages<T>(limit: number, list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  let after: string | undefined
  for (let pages = 0; pages < 1_000; pages++) {
    const page = await list({ limit, ...(after !== undefined && { after }) })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    found.push(...page.items)
    if (page.next === undefined) return found
    after = page.next
  }
  throw new Error('the pages do not end')
}
