import type { MountTable } from './core/mount';

/** Every module that a template can name in `data-mount`; loaded when first needed. */
export const mounts: MountTable = {
    confirm: () => import('./mounts/confirm'),
    copy: () => import('./mounts/copy'),
    'job-page': () => import('./mounts/job-page'),
    'job-tray': () => import('./mounts/job-tray'),
    menu: () => import('./mounts/menu'),
    refresh: () => import('./mounts/refresh'),
    'relative-time': () => import('./mounts/relative-time'),
    'theme-switch': () => import('./mounts/theme-switch'),
    upload: () => import('./mounts/upload'),
};
