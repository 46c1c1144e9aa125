const date = /^(\d{4})-(\d{2})-(\d{2})$/;
const time = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:z|([+-])(\d{2}):(\d{2}))$/i;
const duration =
  /^P(?:\d+W|(?=\d|T\d)(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?(?:T(?=\d)(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)$/;

/** `full-date` of RFC 3339 §5.6. */
export function isDate(text: string): boolean {
  const match = date.exec(text);
  if (match === null) return false;
  const [, year = "", month = "", day = ""] = match;
  const monthNumber = Number(month);
  return (
    monthNumber >= 1 &&
    monthNumber <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysIn(Number(year), monthNumber)
  );
}

/** `full-time` of RFC 3339 §5.6; a leap second only at 23:59:60 UTC. */
export function isTime(text: string): boolean {
  const match = time.exec(text);
  if (match === null) return false;
  const [hour, minute, second, offsetHour, offsetMinute] = [1, 2, 3, 5, 6].map((index) =>
    Number(match[index] ?? 0),
  );
  if (hour === undefined || minute === undefined || second === undefined) return false;
  if (offsetHour === undefined || offsetMinute === undefined) return false;
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second < 60) return true;
  const offset = (match[4] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const minuteOfDay = (hour * 60 + minute - offset + 2 * minutesADay) % minutesADay;
  return minuteOfDay === minutesADay - 1;
}

/** `date-time` of RFC 3339 §5.6. */
export function isDateTime(text: string): boolean {
  return /[t]/i.test(text.charAt(10)) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** `duration` of RFC 3339, appendix A. */
export function isDuration(text: string): boolean {
  return duration.test(text);
}

const minutesADay = 24 * 60;

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
