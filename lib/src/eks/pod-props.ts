/** What only a job on Amazon EKS has. */
export interface PodProps {
  /**
   * On Amazon EKS, and needed there: service account of the pod, which has to be in the namespace. Batchwright gives it the
   * worker's role by an EKS Pod Identity association, for which the cluster needs the add-on `eks-pod-identity-agent`.
   *
   * @default - none, for jobs that do not run on EKS
   */
  readonly serviceAccountName?: string;
  /**
   * On Amazon EKS: whether the pod shares its node's network, as the service would have it if nothing were said. It starts
   * without an address of its own then, and can ask for its node's credentials.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;
}
