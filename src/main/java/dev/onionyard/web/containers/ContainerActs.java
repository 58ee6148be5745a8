package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.Containers;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.progress.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Does an act to one or several containers, one after the other. What fails for one does not keep the others from it.
@Component
class ContainerActs {

    private static final int QUICK = 3;

    private final Containers containers;
    private final ContainerLifecycle lifecycle;
    private final PatientJobs jobs;

    /// What else was chosen.
    ///
    /// @param force kill what runs before it is removed
    /// @param volumes remove anonymous volumes too
    record Options(boolean force, boolean volumes) {}

    ContainerActs(Containers containers, ContainerLifecycle lifecycle, PatientJobs jobs) {
        this.containers = containers;
        this.lifecycle = lifecycle;
        this.jobs = jobs;
    }

    /// Does it, as a job if it may take long.
    ///
    /// @return how far it has come when this returns
    /// @throws EngineException if it was done at once and failed
    PatientJobs.Progress perform(ContainerAct act, List<Container> targets, Options options) {
        if (!act.slow() && targets.size() <= QUICK) {
            doAll(act, targets, options, ProgressListener.NONE);
            return PatientJobs.Progress.DONE;
        }
        return jobs.submit("container." + act.word(), names(targets), progress -> {
            doAll(act, targets, options, progress);
            return act == ContainerAct.REMOVE || targets.size() > 1
                    ? "/containers"
                    : "/containers/" + targets.getFirst().shortId();
        });
    }

    static String names(List<Container> targets) {
        return String.join(", ", targets.stream().map(Container::name).toList());
    }

    private void doAll(ContainerAct act, List<Container> targets, Options options, ProgressListener progress) {
        List<EngineException> failures = new ArrayList<>();
        for (Container target : targets) {
            progress.checkCancelled();
            try {
                doOne(act, target.id(), options);
            } catch (EngineException e) {
                failures.add(e);
            }
        }
        if (failures.size() == 1) {
            throw failures.getFirst();
        }
        if (!failures.isEmpty()) {
            throw new ConflictException(String.join(
                    "; ",
                    failures.stream()
                            .map(failure -> String.valueOf(failure.getMessage()))
                            .toList()));
        }
    }

    private void doOne(ContainerAct act, String id, Options options) {
        switch (act) {
            case START -> lifecycle.start(id);
            case STOP -> lifecycle.stop(id, null);
            case RESTART -> lifecycle.restart(id, null);
            case KILL -> lifecycle.kill(id, "KILL");
            case PAUSE -> lifecycle.pause(id);
            case RESUME -> lifecycle.resume(id);
            case REMOVE -> containers.remove(id, options.force(), options.volumes());
        }
    }
}
