import { create, find, on, text } from '../core/dom';
import { request } from '../core/http';
import type { Unmount } from '../core/mount';
import { paintLine, type Problem } from './paint';
import { Tokenizer } from './tokens';

const PAUSE_MS = 300;
/** Larger texts stay plain, so that typing stays quick. */
const MOST_CHARACTERS = 200_000;

/**
 * A text area for a Dockerfile, with colours, line numbers, and the server's problems at their lines. The text area stays the one
 * that is edited and sent; the coloured text lies below it. `data-check` is the address that tells the problems.
 */
export function mount(element: HTMLElement): Unmount {
    const editor = new Editor(element);
    const stop = on(editor.area, 'input', () => {
        editor.changed();
    });
    editor.changed();
    return () => {
        stop();
        editor.stop();
    };
}

class Editor {
    readonly area: HTMLTextAreaElement;
    private readonly paint = create('pre', 'code-paint');
    private readonly list: HTMLElement;
    private readonly scroller: HTMLElement;
    private lines: HTMLElement[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private asked: AbortController | undefined;
    private problems: Problem[] = [];

    constructor(private readonly element: HTMLElement) {
        this.area = find<HTMLTextAreaElement>(element, 'textarea');
        this.list = find(element, '.code-problems');
        this.scroller = find(element, '.code-scroller');
        this.paint.ariaHidden = 'true';
        this.scroller.prepend(this.paint);
        element.classList.add('is-live');
    }

    changed(): void {
        this.draw();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            void this.check();
        }, PAUSE_MS);
    }

    stop(): void {
        clearTimeout(this.timer);
        this.asked?.abort();
    }

    private draw(): void {
        const texts = this.area.value.length > MOST_CHARACTERS ? [] : this.area.value.split('\n');
        this.element.classList.toggle('is-plain', texts.length === 0);
        while (this.lines.length < texts.length) {
            this.lines.push(this.paint.appendChild(create('div', 'code-line')));
        }
        this.lines.splice(texts.length).forEach((line) => {
            line.remove();
        });
        const tokenizer = new Tokenizer();
        this.lines.forEach((line, i) => {
            const here = this.problems.filter((problem) => problem.line === i + 1);
            line.dataset['line'] = String(i + 1);
            line.classList.toggle('has-error', here.some(isError));
            line.classList.toggle('has-warning', here.length > 0 && !here.some(isError));
            paintLine(line, texts[i] ?? '', tokenizer, here[0]);
            line.append('\n');
        });
    }

    /** Asks the server what is wrong; an answer that comes when the text has changed again is dropped. */
    private async check(): Promise<void> {
        this.asked?.abort();
        const asked = new AbortController();
        this.asked = asked;
        const blank = this.area.value.replace(/^\s*FROM\s*$/i, '').trim() === '';
        try {
            const body = this.area.value;
            const answer = blank ? [] : await this.ask(body, asked.signal);
            this.problems = answer;
        } catch (e) {
            if (!asked.signal.aborted) {
                console.warn(e);
            }
            return;
        }
        this.draw();
        this.tell();
    }

    private async ask(body: string, signal: AbortSignal): Promise<Problem[]> {
        const response = await request(this.element.dataset['check'] ?? '', { method: 'POST', body: new Blob([body]), signal });
        return (await response.json()) as Problem[];
    }

    private tell(): void {
        this.area.ariaInvalid = this.problems.some(isError) ? 'true' : 'false';
        this.list.replaceChildren(
            ...this.problems.map((problem) => {
                const item = create('li', isError(problem) ? 'is-error' : 'is-warning');
                const place = create('button', 'code-problem-place', text(this.element, 'place').replace('{0}', String(problem.line)).replace('{1}', String(problem.column)));
                place.type = 'button';
                place.addEventListener('click', () => {
                    this.goTo(problem);
                });
                item.append(place, create('span', '', problem.message));
                if (problem.rule) {
                    item.append(create('code', '', problem.rule));
                }
                return item;
            }),
        );
        this.list.hidden = this.problems.length === 0;
    }

    private goTo(problem: Problem): void {
        const before = this.area.value.split('\n').slice(0, problem.line - 1);
        const at = before.reduce((sum, line) => sum + line.length + 1, 0) + problem.column - 1;
        this.area.focus();
        this.area.setSelectionRange(at, at);
        this.lines[problem.line - 1]?.scrollIntoView({ block: 'nearest' });
    }
}

function isError(problem: Problem): boolean {
    return problem.rule === '';
}
