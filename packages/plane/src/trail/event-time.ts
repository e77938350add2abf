/** As CloudTrail writes times: to the second. */
export function eventTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
