import { magnify, middleOf, ringAt, strengthFor, thicknessOf, type Band } from './lens';

/** Units of the drawing that the ring below the pointer or in focus gets at least, and the selected one at rest. */
const ACTIVE_THICKNESS = 20;
const SELECTED_THICKNESS = 12;

const CENTRE = 280;
/** The ray on which the leader lines of the labels start; as the server draws them. */
const RAY = (38 * Math.PI) / 180;

interface DrawnRing {
    readonly element: SVGAElement;
    readonly circles: readonly SVGCircleElement[];
    readonly band: Band;
}

/**
 * The drawn onion: knows where each ring lies, bends the rings under a lens so that the one in focus can be read, and
 * shows which one is active and which one is selected. Knows nothing of keys and pointers.
 */
export class OnionFigure {
    readonly rings: readonly SVGAElement[];
    private readonly drawn: readonly DrawnRing[];
    private readonly bands: readonly Band[];
    private readonly leaders: ReadonlyMap<number, SVGPolylineElement>;
    private active: number | undefined;
    private selected = -1;

    constructor(private readonly svg: SVGSVGElement) {
        this.drawn = [...svg.querySelectorAll<SVGAElement>('[data-ring]')].map((element) => ({
            element,
            circles: [...element.querySelectorAll('circle')],
            band: { inner: Number(element.dataset['inner']), outer: Number(element.dataset['outer']) },
        }));
        this.rings = this.drawn.map((ring) => ring.element);
        this.bands = this.drawn.map((ring) => ring.band);
        this.leaders = new Map(
            [...svg.querySelectorAll<SVGPolylineElement>('[data-leader]')].map((line) => [Number(line.dataset['leader']), line]),
        );
    }

    /** Puts the lens over one ring, or away. */
    activate(index: number | undefined): void {
        if (index === this.active) {
            return;
        }
        this.active = index;
        this.drawn.forEach((ring, at) => {
            ring.element.classList.toggle('is-active', at === index);
        });
        this.svg.querySelectorAll<SVGElement>('[data-label]').forEach((label) => {
            label.classList.toggle('is-active', Number(label.dataset['label']) === index);
        });
        this.draw();
    }

    /** Peels the onion down to one ring: what is further out fades. */
    select(index: number): void {
        this.selected = index;
        this.drawn.forEach((ring, at) => {
            ring.element.classList.toggle('is-selected', at === index);
            ring.element.classList.toggle('is-peeled', at > index);
            ring.element.setAttribute('aria-selected', String(at === index));
        });
        this.svg.querySelectorAll<SVGElement>('[data-label]').forEach((label) => {
            label.classList.toggle('is-peeled', Number(label.dataset['label']) > index);
        });
        this.draw();
    }

    /** The ring below a point of the window, as drawn without the lens, so that it does not flee from the pointer. */
    ringAt(clientX: number, clientY: number): number | undefined {
        const matrix = this.svg.getScreenCTM();
        if (matrix === null) {
            return undefined;
        }
        const point = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
        return ringAt(this.bands, Math.hypot(point.x - CENTRE, point.y - CENTRE));
    }

    private draw(): void {
        const bands = this.bent();
        this.drawn.forEach((ring, at) => {
            const band = bands[at];
            if (band) {
                place(ring, band);
                this.moveLeader(at, middleOf(band));
            }
        });
        this.moveHalo('active', this.active === undefined ? undefined : bands[this.active]);
        this.moveHalo('selected', bands[this.selected]);
    }

    private bent(): readonly Band[] {
        const focus = this.bands[this.active ?? this.selected];
        const wanted = this.active === undefined ? SELECTED_THICKNESS : ACTIVE_THICKNESS;
        return focus ? magnify(this.bands, middleOf(focus), strengthFor(thicknessOf(focus), wanted)) : this.bands;
    }

    private moveLeader(index: number, radius: number): void {
        const line = this.leaders.get(index);
        if (line) {
            const rest = (line.getAttribute('points') ?? '').trim().split(/\s+/).slice(1);
            const start = `${CENTRE + radius * Math.cos(RAY)},${CENTRE - radius * Math.sin(RAY)}`;
            line.setAttribute('points', [start, ...rest].join(' '));
        }
    }

    private moveHalo(name: string, band: Band | undefined): void {
        const [inner, outer] = this.svg.querySelectorAll(`.oy-halo--${name}`);
        inner?.setAttribute('r', String(band?.inner ?? 0));
        outer?.setAttribute('r', String(band?.outer ?? 0));
        [inner, outer].forEach((circle) => {
            circle?.classList.toggle('is-shown', band !== undefined);
        });
    }
}

function place(ring: DrawnRing, band: Band): void {
    const thickness = thicknessOf(band);
    ring.circles.forEach((circle) => {
        circle.setAttribute('r', String(middleOf(band)));
        if (!circle.classList.contains('oy-ring__dashes')) {
            circle.setAttribute('stroke-width', String(thickness - Math.min(1.5, thickness * 0.12)));
        }
    });
}
