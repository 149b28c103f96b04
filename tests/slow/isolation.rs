//! Linear algebra of the disclosure test: whether published numbers isolate a few people.

use hailong::domain::PUBLICATION_THRESHOLD;

/// The modulus of the field in which rows are reduced.
const PRIME: i64 = 2_147_483_647;

fn inverse(number: i64) -> i64 {
    let (mut result, mut base, mut exponent) = (1, number, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

/// Whether a linear combination of the rows has ones in some columns, whose sizes sum to 1 to 9, and zeros in
/// all others. Uses Gaussian elimination modulo a prime: a vector is such a combination if it is orthogonal
/// to the null space of the rows.
pub fn isolates(mut rows: Vec<Vec<i64>>, sizes: &[u64]) -> bool {
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..sizes.len() {
        let rank = pivots.len();
        let Some(found) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
        rows.swap(rank, found);
        let factor = inverse(rows[rank][column]);
        rows[rank].iter_mut().for_each(|number| *number = *number * factor % PRIME);
        let pivot = rows[rank].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != rank) {
            let factor = row[column];
            if factor != 0 {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(one, other)| *one = (*one + (PRIME - factor) * other) % PRIME);
            }
        }
        pivots.push(column);
    }
    let free: Vec<usize> = (0..sizes.len()).filter(|column| !pivots.contains(column)).collect();
    // The contribution of each column to the product with every basis vector of the null space.
    let product = |column: usize| -> Vec<i64> {
        match pivots.iter().position(|&pivot| pivot == column) {
            Some(row) => free.iter().map(|&free| (PRIME - rows[row][free]) % PRIME).collect(),
            None => free.iter().map(|&free| i64::from(free == column)).collect(),
        }
    };
    let small: Vec<(u64, Vec<i64>)> = (0..sizes.len())
        .filter(|&column| sizes[column] < PUBLICATION_THRESHOLD)
        .map(|column| (sizes[column], product(column)))
        .collect();
    some_subset_vanishes(&small, PUBLICATION_THRESHOLD - 1, &vec![0; free.len()], false)
}

/// Whether the products of some columns, with at most `people` people in total, sum to zero.
fn some_subset_vanishes(columns: &[(u64, Vec<i64>)], people: u64, sum: &[i64], is_any: bool) -> bool {
    if is_any && sum.iter().all(|&number| number == 0) {
        return true;
    }
    columns.iter().enumerate().any(|(place, (size, product))| {
        *size <= people && {
            let sum: Vec<i64> = sum.iter().zip(product).map(|(one, other)| (one + other) % PRIME).collect();
            some_subset_vanishes(&columns[place + 1..], people - size, &sum, true)
        }
    })
}
