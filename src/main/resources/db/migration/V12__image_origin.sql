-- Where images and layers are found in registries. Digests are stored as their 64 hexadecimal digits.

-- reference: repository and manifest digest in full (docker.io/library/busybox@sha256:…); tag: the one that was asked
-- for, or empty.
create table image_digests (
    reference varchar(700)                not null primary key,
    image_id  varchar(64)                 not null references images (id),
    tag       varchar(128)                not null,
    seen      timestamp(6) with time zone not null
);
create index image_digests_image on image_digests (image_id);

-- The compressed forms that a layer came in or was sent in; kept when the layer goes, it may come again.
create table layer_blobs (
    digest     varchar(64)  not null primary key,
    diff_id    varchar(64)  not null,
    size       bigint       not null,
    media_type varchar(128) not null
);
create index layer_blobs_diff_id on layer_blobs (diff_id);

-- Which repositories are known to have a blob.
create table layer_blob_places (
    blob       varchar(64)  not null references layer_blobs (digest),
    registry   varchar(255) not null,
    repository varchar(255) not null,
    primary key (blob, registry, repository)
);
