/** Figures as people read them, in the language of the page. Sizes are binary: 1 KiB is 1024 B. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

function locale(): string {
    return document.documentElement.lang || 'en';
}

/** `0 B`, `1.5 KiB`, `23 MiB`: one decimal below ten. */
export function bytes(count: number): string {
    const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(Math.abs(count), 1)) / 10)));
    const value = count / 1024 ** power;
    const digits = power > 0 && Math.abs(value) < 10 ? 1 : 0;
    return `${value.toLocaleString(locale(), { maximumFractionDigits: digits })} ${UNITS[power] ?? ''}`;
}

/** `5s`, `2m 05s`, `1h 02m`. */
export function duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    const pad = (n: number): string => String(n).padStart(2, '0');
    if (whole < 60) {
        return `${whole}s`;
    }
    const minutes = Math.floor(whole / 60);
    return minutes < 60 ? `${minutes}m ${pad(whole % 60)}s` : `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

/** `3 minutes ago`, `3分钟前`. */
export function ago(then: Date, now: Date): string {
    const seconds = (then.getTime() - now.getTime()) / 1000;
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [
        ['year', 31_557_600],
        ['month', 2_629_800],
        ['day', 86_400],
        ['hour', 3600],
        ['minute', 60],
    ];
    const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
    for (const [unit, length] of steps) {
        if (Math.abs(seconds) >= length) {
            return format.format(Math.trunc(seconds / length), unit);
        }
    }
    return format.format(Math.min(0, Math.trunc(seconds)), 'second');
}

/** `84 ms`, `1.2 s`, then as `duration`: for times that people compare. */
export function precise(millis: number): string {
    if (millis < 1000) {
        return `${Math.round(millis).toLocaleString(locale())} ms`;
    }
    return millis < 60_000 ? `${(millis / 1000).toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s` : duration(millis / 1000);
}
