import type { MountTable } from './core/mount';

/** Every module that a template can name in `data-mount`; loaded when first needed. */
export const mounts: MountTable = {
    ask: () => import('./containers/ask'),
    confirm: () => import('./mounts/confirm'),
    'container-table': () => import('./containers/container-table'),
    copy: () => import('./mounts/copy'),
    'copy-text': () => import('./mounts/copy-text'),
    dropzone: () => import('./upload/dropzone'),
    'file-tree': () => import('./file-tree/file-tree'),
    'job-page': () => import('./mounts/job-page'),
    'job-tray': () => import('./mounts/job-tray'),
    logs: () => import('./logs/logs'),
    menu: () => import('./mounts/menu'),
    question: () => import('./mounts/question'),
    refresh: () => import('./mounts/refresh'),
    onion: () => import('./onion/onion'),
    'relative-time': () => import('./mounts/relative-time'),
    selection: () => import('./mounts/selection'),
    'run-form': () => import('./run-form/run-form'),
    stats: () => import('./stats/stats'),
    terminal: () => import('./terminal/terminal'),
    'theme-switch': () => import('./mounts/theme-switch'),
    upload: () => import('./mounts/upload'),
};
