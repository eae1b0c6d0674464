package io.sluice.distribution;

import io.sluice.api.Names;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.PoolConfiguration.WorkerNames;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/** An outside Stratum server, with its addresses in failover order. */
@Entity
@Table(name = "pool")
public class Pool {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "pool_ids")
    @SequenceGenerator(name = "pool_ids", sequenceName = "pool_ids", allocationSize = 50)
    private Long id;

    @Column(nullable = false, updatable = false)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(name = "worker_names", nullable = false)
    private WorkerNames workerNames = WorkerNames.USER;

    @OneToMany(mappedBy = "pool", cascade = CascadeType.ALL, orphanRemoval = true, fetch = FetchType.EAGER)
    @OrderBy("place")
    private List<KnownAddress> addresses = new ArrayList<>();

    @Version
    private long version;

    protected Pool() {}

    /** @throws IllegalArgumentException with a sentence that says what to change */
    public Pool(String name) {
        this.name = Names.checked("A pool's name", name);
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public long getVersion() {
        return version;
    }

    public WorkerNames getWorkerNames() {
        return workerNames;
    }

    public void setWorkerNames(WorkerNames workerNames) {
        this.workerNames = Objects.requireNonNull(workerNames, "workerNames");
    }

    /** In failover order. */
    public List<KnownAddress> getAddresses() {
        return List.copyOf(addresses);
    }

    /** Replaces the addresses; what is known of those that stay is kept. */
    public void setAddresses(List<PoolAddress> wanted) {
        List<PoolAddress> distinct = new ArrayList<>(new LinkedHashSet<>(wanted));
        addresses.removeIf(known -> !distinct.contains(known.getAddress()));
        for (int place = 0; place < distinct.size(); place++) {
            PoolAddress address = distinct.get(place);
            KnownAddress known = addresses.stream()
                    .filter(a -> a.getAddress().equals(address))
                    .findFirst()
                    .orElse(null);
            if (known == null) {
                known = new KnownAddress(this, address);
                addresses.add(known);
            }
            known.setPlace(place);
        }
        addresses.sort(java.util.Comparator.comparingInt(KnownAddress::getPlace));
    }

    /** The pool as the adapter must know it. */
    public PoolConfiguration configuration() {
        return new PoolConfiguration(
                name, addresses.stream().map(KnownAddress::getAddress).toList(), workerNames);
    }
}
