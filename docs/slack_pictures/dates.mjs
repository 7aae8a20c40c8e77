// Slack's date element, as somebody reads it whose Slack is in English, with clocks of 24 hours.
// The package spells these dates too, but knows no “today”, and has clocks of 12 hours.

const DAY = 86_400_000; // milliseconds
const NEAR = { "-1": "yesterday", 0: "today", 1: "tomorrow" };

/** A moment (Unix seconds) in Slack's format, as read at `now`. */
export function dated(seconds, format, now) {
  const moment = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (_, token, at) => {
    const near = token.endsWith("_pretty") && NEAR[days(moment) - days(new Date(now))];
    // Slack begins the element with a capital, also in the middle of a sentence.
    return near ? (at ? near : near[0].toUpperCase() + near.slice(1)) : spelt(moment, token);
  });
}

function spelt(moment, token) {
  const part = (options) => moment.toLocaleString("en-US", { hourCycle: "h23", ...options });
  const date = `${part({ month: "long" })} ${ordinal(moment.getDate())}, ${moment.getFullYear()}`;
  const clock = { hour: "2-digit", minute: "2-digit" };
  switch (token.replace(/_pretty$/, "")) {
    case "date":
      return date;
    case "date_long":
      return `${part({ weekday: "long" })}, ${date}`;
    case "date_num":
      return moment.toLocaleDateString("sv");
    case "date_short":
      return part({ month: "short", day: "numeric", year: "numeric" });
    case "time":
      return part(clock);
    case "time_secs":
      return part({ ...clock, second: "2-digit" });
    default:
      throw new Error(`how Slack spells {${token}} was never checked`);
  }
}

function days(moment) {
  return Math.round(new Date(moment).setHours(0, 0, 0, 0) / DAY);
}

function ordinal(day) {
  const ending = day > 10 && day < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[day % 10];
  return `${day}${ending ?? "th"}`;
}
